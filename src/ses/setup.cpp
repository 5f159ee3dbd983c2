// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/escape.hpp"
#include "ses/setup_reader.hpp"

namespace alignmail::ses {
namespace {

using nlohmann::json;

// Deeper than anything that is read here; keeps the recursion bounded.
constexpr int nesting_most = 32;

std::optional<Node> to_node(const json& value, int nesting) {
  if (nesting > nesting_most) return std::nullopt;
  Node node;
  if (value.is_boolean()) {
    node.kind = NodeKind::Flag;
    node.flag = value.get<bool>();
  } else if (value.is_number()) {
    node.kind = NodeKind::Number;
  } else if (value.is_string()) {
    node.kind = NodeKind::Text;
    node.text = value.get<std::string>();
  } else if (value.is_array()) {
    node.kind = NodeKind::List;
    for (const json& element : value) {
      auto child = to_node(element, nesting + 1);
      if (!child) return std::nullopt;
      node.list.push_back(*std::move(child));
    }
  } else if (value.is_object()) {
    node.kind = NodeKind::Object;
    for (const auto& [key, member] : value.items()) {
      auto child = to_node(member, nesting + 1);
      if (!child) return std::nullopt;
      node.members.emplace_back(key, *std::move(child));
    }
  }
  return node;
}

// Told by any of the keys that only AWS writes; the others it may leave out.
bool is_aws(const Node& root) {
  constexpr std::string_view keys[] = {
      "IdentityType",        "VerifiedForSendingStatus", "VerificationStatus",       "VerificationInfo",
      "DkimAttributes",      "MailFromAttributes",       "MailFromDomainAttributes", "VerificationAttributes",
      "ConfigurationSetName"};
  return std::any_of(root.members.begin(), root.members.end(), [&](const auto& member) {
    return std::find(std::begin(keys), std::end(keys), member.first) != std::end(keys);
  });
}

}  // namespace

Result<Setup> parse_setup(std::string_view text, const std::string& file_name,
                          const std::optional<std::string>& identity) {
  const auto refuse = [&](const std::string& reason, std::size_t offset = 0) {
    return failure(Error::Kind::Config, file_name + ": " + reason, offset);
  };
  // A shell of Windows writes so unless it is told otherwise.
  if (text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff")) return refuse("is UTF-16 text, UTF-8 is needed");
  try {
    const auto root = to_node(json::parse(text), 0);
    if (!root) return refuse("is nested too deep");
    if (root->kind != NodeKind::Object) return refuse(is_a(*root) + ", an object is needed");
    Setup setup;
    const auto bad = is_aws(*root) ? read_aws_setup(*root, identity, setup) : read_own_setup(*root, setup);
    if (!bad) return setup;
    return refuse((bad->key.empty() ? "" : in_quotes(bad->key) + " ") + bad->reason);
  } catch (const json::parse_error& error) {
    return refuse("is no JSON (at octet " + std::to_string(error.byte) + "); aws writes it with --output json",
                  error.byte);
  } catch (const json::exception& error) {
    return refuse(escape::visible(error.what()));
  }
}

}  // namespace alignmail::ses
