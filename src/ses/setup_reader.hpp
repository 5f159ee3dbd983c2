// SPDX-License-Identifier: Apache-2.0
// A JSON document as a plain tree, and how the expected set-up is read from it. Only setup.cpp
// knows the library that parses the text.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "alignmail/ses.hpp"

namespace alignmail::ses {

enum class NodeKind : std::uint8_t { Null, Flag, Number, Text, List, Object };
std::string_view to_string(NodeKind kind);  // with an article: "a list"

struct Node {
  NodeKind kind = NodeKind::Null;
  bool flag = false;
  std::string text{};
  std::vector<Node> list{};
  std::vector<std::pair<std::string, Node>> members{};

  // The member of that name; null when it is absent or null.
  const Node* find(std::string_view key) const;
};

// What is wrong, and under which key; parse_setup() adds the file.
struct Fault {
  std::string key;
  std::string reason;
};
template <class T>
using Read = tl::expected<T, Fault>;

inline tl::unexpected<Fault> fault(std::string key, std::string reason) {
  return tl::unexpected<Fault>(Fault{std::move(key), std::move(reason)});
}

std::string below(std::string_view parent, std::string_view key);  // "dkim.tokens"
std::string is_a(const Node& node);                                // "is a list"

// The member `key` of `object`. What is absent is an empty text, list, object, or no flag.
Read<std::string> read_text(const Node& object, std::string_view parent, std::string_view key);
Read<std::vector<std::string>> read_texts(const Node& object, std::string_view parent, std::string_view key);
Read<std::optional<bool>> read_flag(const Node& object, std::string_view parent, std::string_view key);
Read<const Node*> read_object(const Node& object, std::string_view key);

Read<dns::Domain> to_domain(const std::string& text, const std::string& key);
// What may stand before ._domainkey, in lower case.
Read<std::string> to_selector(const std::string& text, const std::string& key);

template <class T, class Value>
void give(Item<T>& item, Value&& value) {
  item.value = std::forward<Value>(value);
  item.origin = Origin::Given;
}

std::optional<Fault> read_own_setup(const Node& root, Setup& setup);
// aws sesv2 get-email-identity: one identity, whose name it does not tell.
std::optional<Fault> read_email_identity(const Node& root, Setup& setup);

// Whether that is the output of one of the three commands of version 1, which name identities.
bool is_version1(const Node& root);
// Adds what `root` says to the identities `found` so far; with `wanted` only to that one.
std::optional<Fault> add_version1(const Node& root, const std::optional<std::string>& wanted,
                                  std::vector<Setup>& found);

}  // namespace alignmail::ses
