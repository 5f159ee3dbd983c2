// SPDX-License-Identifier: Apache-2.0
#include "ses/setup_reader.hpp"

#include <algorithm>

#include "base/escape.hpp"

namespace alignmail::ses {

std::string_view to_string(NodeKind kind) {
  switch (kind) {
    case NodeKind::Null: return "null";
    case NodeKind::Flag: return "true or false";
    case NodeKind::Number: return "a number";
    case NodeKind::Text: return "a string";
    case NodeKind::List: return "a list";
    case NodeKind::Object: return "an object";
  }
  return "";
}

const Node* Node::find(std::string_view key) const {
  const auto found =
      std::find_if(members.begin(), members.end(), [&](const auto& member) { return member.first == key; });
  return found == members.end() || found->second.kind == NodeKind::Null ? nullptr : &found->second;
}

std::string below(std::string_view parent, std::string_view key) {
  return parent.empty() ? std::string(key) : std::string(parent) + "." + std::string(key);
}

std::string is_a(const Node& node) { return "is " + std::string(to_string(node.kind)); }

Read<std::string> read_text(const Node& object, std::string_view parent, std::string_view key) {
  const Node* value = object.find(key);
  if (!value) return std::string();
  if (value->kind != NodeKind::Text) return fault(below(parent, key), is_a(*value) + ", a string is needed");
  return value->text;
}

Read<std::vector<std::string>> read_texts(const Node& object, std::string_view parent, std::string_view key) {
  const Node* value = object.find(key);
  std::vector<std::string> texts;
  if (!value) return texts;
  if (value->kind != NodeKind::List) return fault(below(parent, key), is_a(*value) + ", a list of strings is needed");
  for (const Node& element : value->list) {
    if (element.kind != NodeKind::Text) {
      return fault(below(parent, key) + "[" + std::to_string(texts.size()) + "]",
                   is_a(element) + ", a string is needed");
    }
    texts.push_back(element.text);
  }
  return texts;
}

Read<std::optional<bool>> read_flag(const Node& object, std::string_view parent, std::string_view key) {
  const Node* value = object.find(key);
  if (!value) return std::optional<bool>();
  if (value->kind != NodeKind::Flag) return fault(below(parent, key), is_a(*value) + ", true or false is needed");
  return std::optional<bool>(value->flag);
}

Read<const Node*> read_object(const Node& object, std::string_view key) {
  static const Node empty{.kind = NodeKind::Object};
  const Node* value = object.find(key);
  if (!value) return &empty;
  if (value->kind != NodeKind::Object) return fault(std::string(key), is_a(*value) + ", an object is needed");
  return value;
}

Read<dns::Domain> to_domain(const std::string& text, const std::string& key) {
  auto domain = dns::Domain::parse_international(text);
  if (!domain) return fault(key, escape::quoted(text) + " is not a domain name: " + domain.error().what);
  if (!domain->is_host_like()) return fault(key, escape::quoted(text) + " is not a domain name");
  return *std::move(domain);
}

Read<std::string> to_selector(const std::string& text, const std::string& key) {
  const auto domain = dns::Domain::parse(text);
  if (!domain || !domain->is_host_like()) return fault(key, escape::quoted(text) + " cannot be a DKIM selector");
  return domain->text();
}

}  // namespace alignmail::ses
