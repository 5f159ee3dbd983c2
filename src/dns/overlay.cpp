// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "alignmail/dns_source.hpp"
#include "base/ascii.hpp"
#include "base/escape.hpp"
#include "dns/file.hpp"
#include "dns/master_file.hpp"

namespace alignmail::dns {
namespace {

// The line as it was typed, with the text behind its TXT in quotes.
std::string in_quotes(std::string_view text, std::size_t line) {
  for (; line > 1; --line) text.remove_prefix(std::min(text.size(), text.find('\n') + 1));
  text = ascii::trim(text.substr(0, text.find('\n')));
  std::string upper = " " + ascii::to_upper(text) + " ";
  std::replace(upper.begin(), upper.end(), '\t', ' ');
  const std::size_t type = upper.find(" TXT ");
  if (type == std::string::npos || text.find('(') != std::string_view::npos) return "";
  std::string quoted(text.substr(0, type + 3));
  quoted += " \"";
  for (const char c : ascii::trim(text.substr(type + 3))) {
    if (c != '"') quoted += c;
  }
  return "; write " + escape::visible(quoted.substr(0, 400)) + "\"";
}

// A zone may have them (RFC 1035 section 5.1). Who tries a change types them by hand, and would
// get "v=spf1include:..." of the words, and of what stands behind a semicolon nothing.
bool is_bare_text(const MasterRecord& record) { return record.type == Type::TXT && record.is_bare; }

}  // namespace

Result<Layer> read_overlay(const std::string& path) {
  const auto text = read_file(path);
  if (!text) return tl::unexpected(text.error());
  auto file = parse_master_file(*text, path);
  if (!file) return tl::unexpected(file.error());
  Layer layer;
  for (MasterRecord& record : file->records) {
    const auto refuse = [&](const std::string& why) {
      return failure(Error::Kind::Malformed,
                     escape::visible(path) + ", line " + std::to_string(record.line) + ": " + why);
    };
    // What a wildcard covers depends on every name below, and those are the source's.
    if (record.name.text().starts_with("*.") || record.name.text() == "*") {
      return refuse("an overlay has no wildcards; write the name itself");
    }
    if (is_bare_text(record))
      return refuse("the text of a TXT record stands in quotes" + in_quotes(*text, record.line));
    layer.add(record.name, record.type, std::move(record.data));
  }
  return layer;
}

}  // namespace alignmail::dns
