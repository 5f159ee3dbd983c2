// SPDX-License-Identifier: Apache-2.0
// Messages that were changed after they had been signed.
#pragma once

#include "dkim/diagnose.hpp"
#include "support/dkim.hpp"

namespace alignmail::dkim {

inline const std::string simple = "simple/simple";
inline const std::string relaxed = "relaxed/relaxed";

inline SignatureResult verified(const std::string& text) {
  return support::verify_one(text, support::key_at(support::TestKey::Rsa2048));
}

}  // namespace alignmail::dkim
