// SPDX-License-Identifier: Apache-2.0
#include "make_samples/mail.hpp"

#include <algorithm>

#include "base/ascii.hpp"

namespace make_samples {
namespace {

auto find(const std::vector<Field>& header, std::string_view name) {
  return std::find_if(header.begin(), header.end(),
                      [name](const Field& field) { return alignmail::ascii::iequals(field.name, name); });
}

}  // namespace

std::string Mail::value(std::string_view name) const {
  const auto found = find(header, name);
  return found == header.end() ? std::string() : found->value;
}

Mail& Mail::add(std::string name, std::string value) {
  header.push_back({std::move(name), std::move(value)});
  return *this;
}

Mail& Mail::put_on_top(std::string name, std::string value) {
  header.insert(header.begin(), {std::move(name), std::move(value)});
  return *this;
}

Mail& Mail::insert_before(std::string_view other, std::string name, std::string value) {
  header.insert(find(header, other), {std::move(name), std::move(value)});
  return *this;
}

std::string with_crlf(std::string_view text) {
  std::string result;
  for (const char c : text) result += c == '\n' ? std::string("\r\n") : std::string(1, c);
  return result;
}

std::string on_the_wire(const Mail& mail) {
  std::string text;
  for (const Field& field : mail.header) text += field.name + ": " + field.value + "\n";
  return with_crlf(text + "\n" + mail.body);
}

std::string domain_of(std::string_view address) {
  const std::string_view domain = address.substr(address.rfind('@') + 1);
  return std::string(domain.substr(0, domain.find('>')));
}

}  // namespace make_samples
