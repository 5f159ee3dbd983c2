// SPDX-License-Identifier: Apache-2.0
// What the rows of the table of formats name; each format has its own file.
#pragma once

#include <memory>
#include <string>

#include "alignmail/report.hpp"

namespace alignmail::report {

std::string render_markdown(const Subject& subject, const Style& style);
std::string render_github(const Subject& subject, const Style& style);

std::string render_html(const Subject& subject, const Style& style);
std::unique_ptr<Document> open_html(const Style& style);
std::string render_csv(const Subject& subject, const Style& style);
std::unique_ptr<Document> open_csv(const Style& style);
std::string render_junit(const Subject& subject, const Style& style);
std::unique_ptr<Document> open_junit(const Style& style);
std::string render_sarif(const Subject& subject, const Style& style);
std::unique_ptr<Document> open_sarif(const Style& style);
std::string render_prometheus(const Subject& subject, const Style& style);
std::unique_ptr<Document> open_prometheus(const Style& style);

}  // namespace alignmail::report
