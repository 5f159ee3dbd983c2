// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>

#include "alignmail/report.hpp"

namespace alignmail::report {

// The report of docs/report-v1.schema.json, indented, and the same on one line.
std::string render_json(const Subject& subject, const Style& style);
std::string render_ndjson(const Subject& subject, const Style& style);

// The objects of the single-protocol commands. Of `seen` counts how DNS was seen.
std::string spf_json(const spf::Verdict& verdict, const Input& seen, bool indented);
std::string dkim_json(const message::Message& message, std::span<const dkim::SignatureResult> signatures,
                      const Input& seen, bool indented);
std::string arc_json(const arc::Verdict& verdict, const Input& seen, bool indented);
std::string dmarc_json(const dmarc::Verdict& verdict, const dmarc::Verdict& other, const Input& seen, bool indented);

}  // namespace alignmail::report
