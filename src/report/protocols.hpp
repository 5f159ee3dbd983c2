// SPDX-License-Identifier: Apache-2.0
// The answers of the single-protocol commands: SPF, DKIM, ARC or DMARC alone.
#pragma once

#include <span>
#include <string>

#include "alignmail/report.hpp"

namespace alignmail::report {

// The formats that these answers have: text, json, ndjson.
bool has_protocol_form(std::string_view format);

std::string render_spf(const spf::Verdict& verdict, std::string_view format, const Style& style);
// `message` is the one that was verified.
std::string render_dkim(const message::Message& message, std::span<const dkim::SignatureResult> signatures,
                        std::string_view format, const Style& style);
std::string render_arc(const arc::Verdict& verdict, std::string_view format, const Style& style);
// `old`: the same under RFC 7489.
std::string render_dmarc(const dmarc::Verdict& verdict, const dmarc::Verdict& other, std::string_view format,
                         const Style& style);

}  // namespace alignmail::report
