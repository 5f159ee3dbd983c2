// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "alignmail/report.hpp"

namespace alignmail::report {

// The report of docs/report-v1.schema.json, indented, and the same on one line.
std::string render_json(const Subject& subject, const Style& style);
std::string render_ndjson(const Subject& subject, const Style& style);

}  // namespace alignmail::report
