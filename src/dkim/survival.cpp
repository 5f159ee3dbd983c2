// SPDX-License-Identifier: Apache-2.0
#include "dkim/survival.hpp"

#include <algorithm>

namespace alignmail::dkim {
namespace {

using message::Message;

std::ptrdiff_t mentions(const Signature& signature, std::string_view name) {
  return std::count(signature.signed_fields.begin(), signature.signed_fields.end(), name);
}

// Whether one more field of that name, on top of those that stand there, would be hashed.
bool notices_more(const Message& message, const Signature& signature, std::string_view name) {
  return mentions(signature, name) > static_cast<std::ptrdiff_t>(message.find_all(name).size());
}

Survival tagged_subject(const Signature& signature) {
  if (mentions(signature, "subject") == 0) return {"a tag in the Subject", true, "h= does not name Subject"};
  return {"a tag in the Subject", false, "h= names Subject"};
}

Survival footer(const Signature& signature) {
  constexpr std::string_view change = "a footer of a mailing list";
  if (signature.length) return {change, true, "l= leaves what is added at the end unsigned"};
  return {change, false, "the body hash covers the whole body"};
}

Survival added(const Message& message, const Signature& signature, std::string_view change, std::string_view name) {
  const bool breaks = notices_more(message, signature, name);
  return {change, !breaks,
          "h= " + std::string(breaks ? "says that there is no more of " : "does not count on ") + std::string(name)};
}

Survival refolded(const Signature& signature) {
  constexpr std::string_view change = "header lines folded anew";
  if (signature.header_canonicalization == Canonicalization::Relaxed) return {change, true, "c=relaxed for the header"};
  return {change, false, "c=simple for the header keeps every space"};
}

Survival respaced(const Signature& signature) {
  constexpr std::string_view change = "spaces at line ends taken away";
  if (signature.body_canonicalization == Canonicalization::Relaxed) return {change, true, "c=relaxed for the body"};
  return {change, false, "c=simple for the body keeps every space"};
}

}  // namespace

std::vector<Survival> foresee_changes(const Message& message, const Signature& signature) {
  return {{"plain forwarding", true, "nothing is changed"},
          footer(signature),
          tagged_subject(signature),
          {"From rewritten by a mailing list", mentions(signature, "from") == 0, "h= names From"},
          added(message, signature, "Reply-To added by a mailing list", "reply-to"),
          added(message, signature, "List-Unsubscribe added", "list-unsubscribe"),
          {"the body encoded anew", false, "the body hash covers the encoded text"},
          respaced(signature),
          refolded(signature)};
}

std::vector<std::string> not_oversigned(const Message& message, const Signature& signature) {
  std::vector<std::string> names;
  for (const std::string& name : signature.signed_fields) {
    const bool seen = std::find(names.begin(), names.end(), name) != names.end();
    if (!seen && !notices_more(message, signature, name)) names.push_back(name);
  }
  return names;
}

}  // namespace alignmail::dkim
