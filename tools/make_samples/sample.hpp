// SPDX-License-Identifier: Apache-2.0
// The samples: one function and one row each, grouped by what they show.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "make_samples/keys.hpp"
#include "make_samples/mail.hpp"
#include "make_samples/receivers.hpp"
#include "make_samples/ses.hpp"

namespace make_samples {

struct Files {
  std::string message;
  std::string zone;
};

struct Sample {
  std::string_view name;  // of the folder
  Files (*make)(const std::string& name, const Keys& keys);
};

std::span<const Sample> setup_samples();     // how SES and DNS are set up: the showcases
std::span<const Sample> ses_samples();       // what SES asks for in DNS
std::span<const Sample> spf_samples();       // SPF records
std::span<const Sample> dkim_samples();      // keys, signatures, changes on the way
std::span<const Sample> change_samples();    // what a diagnosis names
std::span<const Sample> dmarc_samples();     // DMARC records
std::span<const Sample> author_samples();    // who the author is
std::span<const Sample> receiver_samples();  // how receivers report
std::span<const Sample> delivery_samples();  // lists, forwards, and mail without SES
std::span<const Sample> dns_samples();       // what DNS says, or does not say, at the receiver and now
std::span<const Sample> input_samples();     // what is wrong with the message itself

// The usual story: sent through SES, delivered to you@gmail.com.
Mail ses_to_gmail(Mail mail, const Sending& sending, const Verdicts& verdicts, const Keys& keys);

}  // namespace make_samples
