// SPDX-License-Identifier: Apache-2.0
#include "make_samples/signer.hpp"

#include <algorithm>
#include <map>

#include "base/ascii.hpp"
#include "base/base64.hpp"

namespace make_samples {

namespace ascii = alignmail::ascii;

namespace {

constexpr std::string_view body_hash_here = "{bh}";

// Section 3.4.3: no empty lines at the end, but one line end.
std::string simple_body(std::string_view body) {
  std::string text = with_crlf(body);
  while (text.size() >= 4 && text.ends_with("\r\n\r\n")) text.resize(text.size() - 2);
  if (!text.ends_with("\r\n")) text += "\r\n";
  return text;
}

// Section 3.4.2: lower case name, one space for each run of white space, none at the ends.
std::string relaxed_field(const Field& field) {
  std::string value;
  for (const char c : ascii::trim(field.value)) {
    if (!ascii::is_space(c))
      value += c;
    else if (!value.ends_with(' '))
      value += ' ';
  }
  return ascii::to_lower(ascii::trim(field.name)) + ":" + value;
}

// Section 5.4.2: of several fields of one name the lowest is signed first.
std::string signed_header(const Mail& mail, const std::vector<std::string>& names) {
  std::map<std::string, std::vector<const Field*>> left;
  for (const Field& field : mail.header) left[ascii::to_lower(ascii::trim(field.name))].push_back(&field);
  std::string text;
  for (const std::string& name : names) {
    auto& fields = left[ascii::to_lower(name)];
    if (fields.empty()) continue;
    text += relaxed_field(*fields.back()) + "\r\n";
    fields.pop_back();
  }
  return text;
}

}  // namespace

std::string fold_base64(std::string_view text) {
  constexpr std::size_t first = 64;  // behind "b="
  constexpr std::size_t others = 67;
  std::string result(text.substr(0, first));
  for (std::size_t i = first; i < text.size(); i += others) result += "\n\t" + std::string(text.substr(i, others));
  return result;
}

Signing ses_signing(std::string domain, std::string selector, const Key& key, long long time,
                    std::vector<std::string> names) {
  const std::string layout = "v=1; a=rsa-sha256; q=dns/txt; c=relaxed/simple;\n\ts=" + selector + "; d=" + domain +
                             "; t=" + std::to_string(time) + ";\n\th=" + ascii::join(names, ":") +
                             ";\n\tbh={bh};\n\tb=";
  return {std::move(domain), std::move(selector), &key, layout, std::move(names)};
}

Signing opendkim_signing(std::string domain, std::string selector, const Key& key, long long time,
                         std::vector<std::string> names) {
  const std::string layout = "v=1; a=" + key.algorithm() + "; c=relaxed/simple; d=" + domain + ";\n\ts=" + selector +
                             "; t=" + std::to_string(time) + ";\n\tbh={bh};\n\th=" + ascii::join(names, ":") +
                             ";\n\tb=";
  return {std::move(domain), std::move(selector), &key, layout, std::move(names)};
}

Signing& Signing::say(std::string_view instead_of, std::string_view text) {
  layout.replace(layout.find(instead_of), instead_of.size(), text);
  return *this;
}

std::string body_hash(std::string_view body) { return alignmail::encode_base64(digest(simple_body(body))); }

std::string signature_of(const Mail& mail, const Signing& signing, const std::string& value) {
  // Section 3.7: the field itself comes last, with an empty b= and no line end.
  const std::string text = signed_header(mail, signing.names) + relaxed_field({signing.field_name, value});
  return alignmail::encode_base64(signing.key->sign(text));
}

void sign(Mail& mail, const Signing& signing) {
  std::string value = signing.layout;
  const std::size_t hash = value.find(body_hash_here);
  if (hash != std::string::npos)
    value.replace(hash, body_hash_here.size(), body_hash(signing.body.value_or(mail.body)));
  const std::string b = signature_of(mail, signing, value);
  mail.put_on_top(signing.field_name, value + fold_base64(b));
  if (signing.field_name == "DKIM-Signature")
    mail.signatures.insert(mail.signatures.begin(), {signing.domain, signing.selector, signing.key->algorithm(),
                                                     b.substr(0, 8), signing.key->bits()});
}

std::vector<std::string> field_names(const Mail& mail) {
  std::vector<std::string> names;
  for (const Field& field : mail.header) names.emplace_back(ascii::trim(field.name));
  return names;
}

}  // namespace make_samples
