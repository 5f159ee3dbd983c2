// SPDX-License-Identifier: Apache-2.0
// Messages as SES makes them, a field at a time, and what the parsers before recognize() say of them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "alignmail/ses.hpp"

namespace ses_test {

using namespace alignmail;
using namespace alignmail::ses;

inline constexpr std::string_view id = "010001a19b8acd37-fafe97f7-def3-28bb-d4f1-0779b9625a8a-000000";
inline constexpr std::string_view seconds = "1793610927";  // of the same id
inline constexpr std::string_view easy_token = "tcdcrjr25tyrvvo4522yc7jksyjedopz";

inline std::string field(std::string_view name, std::string_view body) {
  return std::string(name) + ": " + std::string(body) + "\r\n";
}

inline std::string received(std::string_view host, std::string_view address, std::string_view by) {
  return "Received: from " + std::string(host) + " (" + std::string(host) + " [" + std::string(address) +
         "])\r\n\tby " + std::string(by) +
         " (Postfix) with ESMTPS id 4XyZ1b2Qk9z1p\r\n\tfor <user@example.org>; Mon, 2 Nov 2026 " +
         "09:15:29 +0000 (UTC)\r\n";
}

// A signature as SES writes it; "more" goes into h=.
inline std::string signature(std::string_view domain, std::string_view selector, std::string_view more = "",
                             std::string_view time = seconds) {
  return "DKIM-Signature: v=1; a=rsa-sha256; q=dns/txt; c=relaxed/simple;\r\n\ts=" + std::string(selector) +
         "; d=" + std::string(domain) + "; t=" + std::string(time) + ";\r\n\th=From:To:Subject:Message-ID:Date" +
         std::string(more) + ";\r\n\tbh=fyCylA8ItmYbW233fdg22QTf8HzPOPDfM5+5Psi5Ggs=;\r\n\tb=AAAA\r\n";
}

inline std::string amazonses_signature() {
  return signature("amazonses.com", "224i4yxa5dv7c2xz3womw6peuasteono", ":Feedback-ID");
}

inline std::string feedback(std::string_view region = "us-east-1", std::string_view signer = "AmazonSES") {
  return field("Feedback-ID", "::1." + std::string(region) + "." + std::string(43, 'A') + "=:" + std::string(signer));
}

inline std::string ses_received(std::string_view by = "mx.example.org") {
  return received("a8-33.smtp-out.amazonses.com", "54.240.8.33", by);
}

inline std::string return_path(std::string_view domain) {
  return field("Return-Path", "<" + std::string(id) + "@" + std::string(domain) + ">");
}

// What SES itself writes at the end of a header.
inline std::string ses_fields(std::string_view message_id_domain = "email.amazonses.com") {
  return field("Message-ID", "<" + std::string(id) + "@" + std::string(message_id_domain) + ">") + feedback() +
         field("X-SES-Outgoing", "2026.11.02-54.240.8.33");
}

inline constexpr std::string_view from = "From: Shop <orders@example.com>\r\n";

struct Seen {
  Recognition recognition;
  std::vector<dkim::SignatureResult> signatures;
};
// Recognizes a message of these header fields; every signature gets `hash` as the verdict on its header.
Seen recognized(const std::string& header, dkim::Check hash = dkim::Check::NotChecked,
                std::string_view author = "example.com", const trust::Given& given = {});

}  // namespace ses_test
