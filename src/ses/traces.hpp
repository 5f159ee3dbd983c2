// SPDX-License-Identifier: Apache-2.0
// The texts that SES leaves in a message, each read by its form alone.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "alignmail/domain.hpp"
#include "ses/regions.hpp"

namespace alignmail::ses {

// "eu-west-1", "us-gov-west-1": the form of a region's name, listed or not.
bool is_region_name(std::string_view text);

// A host that sends for SES: "a8-33.smtp-out.amazonses.com" (us-east-1, which it does not name),
// "b224-6.smtp-out.eu-central-1.amazonses.com".
struct Host {
  HostLabel label{};
  std::string region{};
};
std::optional<Host> parse_host(std::string_view name);

// The region of a name that SES uses as MAIL FROM or in a Message-ID; nothing for a name outside
// amazonses.com. Compared by labels: amazonses.com.example.net is not one of them.
struct SesName {
  std::string region{};  // empty for a name of a form not known
};
std::optional<SesName> parse_ses_name(const dns::Domain& name);

// PPPPTTTTTTTTTTTT-8-4-4-4-12-000000: a prefix for the region, 48 bits of Unix milliseconds, a
// UUID, a counter. SES puts it into Message-ID and into the local part of MAIL FROM.
struct MessageId {
  std::string prefix{};  // lower case
  std::chrono::milliseconds time{};
  std::string text{};  // lower case, all of it
};
std::optional<MessageId> parse_message_id(std::string_view local_part);

// "::1.REGION.BASE64:AmazonSES". Read from the right: fields were added on the left twice, and a
// customer's own value may stand there.
struct FeedbackId {
  std::string region{};
  std::string signer{};  // the last field; of SES always "AmazonSES"
  bool by_ses() const;
};
// Nothing unless the field has the form that SES gives it, whoever signed.
std::optional<FeedbackId> parse_feedback_id(std::string_view field_body);

// "2026.11.02-54.240.8.33": the day, and the address from which SES sends.
std::optional<IpAddress> parse_outgoing(std::string_view field_body);

}  // namespace alignmail::ses
