// SPDX-License-Identifier: Apache-2.0
#include "report/record_value.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include "base/ascii.hpp"
#include "base/escape.hpp"

namespace alignmail::report {
namespace {

using findings::Operation;
using findings::RecordChange;

constexpr std::size_t longest_string = 255;

dns::Txt split(const dns::Txt& txt) {
  dns::Txt result;
  for (const std::string& text : txt.strings) {
    for (std::size_t begin = 0; begin < text.size() || begin == 0; begin += longest_string) {
      result.strings.push_back(text.substr(begin, longest_string));
    }
  }
  if (result.strings.empty()) result.strings.emplace_back();
  return result;
}

std::string octal_quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out.push_back('\\');
    if (ascii::is_printable(c)) {
      out.push_back(c);
      continue;
    }
    std::array<char, 8> escaped{};
    std::snprintf(escaped.data(), escaped.size(), "\\%03o", static_cast<unsigned>(static_cast<unsigned char>(c)));
    out += escaped.data();
  }
  return out + "\"";
}

void append_json(std::string& out, char c) {
  if (c == '"' || c == '\\') {
    out.push_back('\\');
    out.push_back(c);
  } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
    std::array<char, 8> escaped{};
    std::snprintf(escaped.data(), escaped.size(), "\\u%04x", static_cast<unsigned>(static_cast<unsigned char>(c)));
    out += escaped.data();
  } else {
    out.push_back(c);
  }
}

}  // namespace

std::vector<RecordSet> group(std::span<const RecordChange> records) {
  std::vector<RecordSet> sets;
  for (const RecordChange& record : records) {
    const auto same = std::find_if(sets.begin(), sets.end(), [&](const RecordSet& set) {
      const bool both_stay = (set.first->operation == Operation::Delete) == (record.operation == Operation::Delete);
      return set.first->name == record.name && set.first->type == record.type && both_stay;
    });
    RecordSet& set = same != sets.end() ? *same : sets.emplace_back(RecordSet{.first = &record});
    set.records.push_back(&record);
  }
  return sets;
}

std::string master_value(const dns::RecordData& data) {
  if (const auto* txt = std::get_if<dns::Txt>(&data)) return dns::to_string(split(*txt));
  return dns::to_string(data);
}

std::string route53_value(const dns::RecordData& data) {
  const auto* txt = std::get_if<dns::Txt>(&data);
  if (!txt) return dns::to_string(data);
  std::vector<std::string> strings;
  for (const std::string& text : split(*txt).strings) strings.push_back(octal_quoted(text));
  return ascii::join(strings, " ");
}

std::string plain_value(const dns::RecordData& data) {
  if (const auto* txt = std::get_if<dns::Txt>(&data)) return escape::visible(txt->joined());
  if (const auto* mx = std::get_if<dns::Mx>(&data)) return mx->exchange ? mx->exchange->text() : ".";
  if (const auto* name = std::get_if<dns::Domain>(&data)) return name->text();
  return dns::to_string(data);
}

std::string json_string(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) append_json(out, c);
  return out + "\"";
}

std::string hcl_string(std::string_view text) {
  std::string out = "\"";
  for (std::size_t i = 0; i < text.size(); ++i) {
    append_json(out, text[i]);
    const bool is_template = (text[i] == '$' || text[i] == '%') && i + 1 < text.size() && text[i + 1] == '{';
    if (is_template) out.push_back(text[i]);
  }
  return out + "\"";
}

std::vector<std::string> deletions(const RecordChange& change) {
  const std::string place = change.name.text() + ". " + std::string(dns::to_string(change.type));
  if (change.was.empty()) return {place + " (every value)"};
  std::vector<std::string> lines;
  for (const std::string& value : change.was) {
    lines.push_back(place + " " +
                    (change.type == dns::Type::TXT ? json_string(escape::visible(value)) : escape::visible(value)));
  }
  return lines;
}

}  // namespace alignmail::report
