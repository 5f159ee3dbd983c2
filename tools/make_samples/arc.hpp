// SPDX-License-Identifier: Apache-2.0
// ARC sets (RFC 8617 section 5.1), as a forwarder puts them on top.
#pragma once

#include "make_samples/keys.hpp"
#include "make_samples/made_up.hpp"
#include "make_samples/mail.hpp"

namespace make_samples {

struct Sealing {
  std::string domain;
  std::string selector;
  const Key& key;
  Time at;
  int instance = 1;
  std::string cv = "none";
  std::string results;  // of ARC-Authentication-Results
};
void seal(Mail& mail, const Sealing& sealing);

}  // namespace make_samples
