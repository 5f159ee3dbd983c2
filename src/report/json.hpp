// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>

#include "alignmail/report.hpp"

namespace alignmail::report {

// The report of docs/report-v1.schema.json, indented, and the same on one line.
std::string render_json(const Subject& subject, const Style& style);
std::string render_ndjson(const Subject& subject, const Style& style);

// The objects of the single-protocol commands.
std::string spf_json(const spf::Verdict& verdict, bool indented);
std::string dkim_json(const message::Message& message, std::span<const dkim::SignatureResult> signatures,
                      bool indented);
std::string arc_json(const arc::Verdict& verdict, bool indented);
std::string dmarc_json(const dmarc::Verdict& verdict, const dmarc::Verdict& other, bool indented);

}  // namespace alignmail::report
