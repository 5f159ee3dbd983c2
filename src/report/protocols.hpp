// SPDX-License-Identifier: Apache-2.0
// The answers of the single-protocol commands: SPF, DKIM, ARC or DMARC alone.
#pragma once

#include <span>
#include <string>

#include "alignmail/report.hpp"

namespace alignmail::report {

// The formats that these answers have: text, json, ndjson.
bool has_protocol_form(std::string_view format);

// Of `seen` counts how DNS was seen: an answer under an overlay says so in each of its forms.
std::string render_spf(const spf::Verdict& verdict, const Input& seen, std::string_view format, const Style& style);
// `message` is the one that was verified.
std::string render_dkim(const message::Message& message, std::span<const dkim::SignatureResult> signatures,
                        const Input& seen, std::string_view format, const Style& style);
std::string render_arc(const arc::Verdict& verdict, const Input& seen, std::string_view format, const Style& style);
// `other`: the same under the standard that does not govern.
std::string render_dmarc(const dmarc::Verdict& verdict, const dmarc::Verdict& other, const Input& seen,
                         std::string_view format, const Style& style);

}  // namespace alignmail::report
