// SPDX-License-Identifier: Apache-2.0
#include "alignmail/findings.hpp"

namespace alignmail::findings {

std::string_view to_string(Severity severity) {
  switch (severity) {
    case Severity::Info: return "info";
    case Severity::Warning: return "warning";
    case Severity::Error: return "error";
  }
  return "";
}

std::string_view to_string(Confidence confidence) {
  switch (confidence) {
    case Confidence::Possible: return "possible";
    case Confidence::Likely: return "likely";
    case Confidence::Certain: return "certain";
  }
  return "";
}

std::string_view to_string(EvidenceKind kind) {
  switch (kind) {
    case EvidenceKind::Header: return "header";
    case EvidenceKind::Dns: return "dns";
    case EvidenceKind::Computed: return "computed";
    case EvidenceKind::Environment: return "environment";
    case EvidenceKind::Config: return "config";
  }
  return "";
}

std::string_view to_string(Operation operation) {
  switch (operation) {
    case Operation::Add: return "add";
    case Operation::Replace: return "replace";
    case Operation::Delete: return "delete";
    case Operation::Rename: return "rename";
  }
  return "";
}

std::string_view to_string(Applicability applicability) {
  switch (applicability) {
    case Applicability::Safe: return "safe";
    case Applicability::Review: return "review";
    case Applicability::HasPlaceholders: return "has_placeholders";
  }
  return "";
}

std::string fill(std::string_view text, const std::map<std::string, std::string>& values) {
  std::string result;
  while (!text.empty()) {
    const std::size_t open = text.find('{');
    result += text.substr(0, open);
    if (open == std::string_view::npos) break;
    text.remove_prefix(open);
    const std::size_t close = text.find('}');
    const auto value =
        close == std::string_view::npos ? values.end() : values.find(std::string(text.substr(1, close - 1)));
    const std::size_t length = value == values.end() ? 1 : close + 1;
    result += value == values.end() ? text.substr(0, 1) : std::string_view(value->second);
    text.remove_prefix(length);
  }
  return result;
}

}  // namespace alignmail::findings
