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

tl::unexpected<Error> refuse(const SetupFile& file, const std::string& reason, std::size_t offset = 0) {
  return failure(Error::Kind::Config, file.name + ": " + reason, offset);
}

tl::unexpected<Error> refuse(const SetupFile& file, const Fault& fault) {
  return refuse(file, (fault.key.empty() ? "" : escape::quoted(fault.key) + " ") + fault.reason);
}

Result<Node> read_object_of(const SetupFile& file) {
  // A shell of Windows writes so unless it is told otherwise.
  if (file.text.starts_with("\xff\xfe") || file.text.starts_with("\xfe\xff")) {
    return refuse(file, "is UTF-16 text, UTF-8 is needed");
  }
  try {
    auto root = to_node(json::parse(file.text), 0);
    if (!root) return refuse(file, "is nested too deep");
    if (root->kind != NodeKind::Object) return refuse(file, is_a(*root) + ", an object is needed");
    return *std::move(root);
  } catch (const json::parse_error& error) {
    return refuse(file, "is not JSON (at octet " + std::to_string(error.byte) + "); aws writes it with --output json",
                  error.byte);
  } catch (const json::exception& error) {
    return refuse(file, escape::visible(error.what()));
  }
}

Result<Setup> only_one_of(std::vector<Setup> found, const std::optional<std::string>& wanted, const SetupFile& file) {
  if (found.empty()) return refuse(file, wanted ? "holds no identity " + escape::quoted(*wanted) : "holds no identity");
  if (found.size() == 1) return std::move(found.front());
  Setup setup;
  setup.candidates = std::move(found);
  return setup;
}

}  // namespace

Result<Setup> parse_setup(std::span<const SetupFile> files, const std::optional<std::string>& identity) {
  std::vector<Setup> found;
  for (const SetupFile& file : files) {
    const auto root = read_object_of(file);
    if (!root) return tl::unexpected(root.error());
    if (is_version1(*root)) {
      if (const auto bad = add_version1(*root, identity, found)) return refuse(file, *bad);
      continue;
    }
    if (files.size() > 1) return refuse(file, "only the outputs of aws ses get-identity-... can be given together");
    Setup setup;
    const auto bad = is_aws(*root) ? read_email_identity(*root, setup) : read_own_setup(*root, setup);
    if (bad) return refuse(file, *bad);
    return setup;
  }
  return files.empty() ? Setup{} : only_one_of(std::move(found), identity, files.front());
}

Result<Setup> parse_setup(std::string_view json, const std::string& file_name,
                          const std::optional<std::string>& identity) {
  const SetupFile file{std::string(json), file_name};
  return parse_setup(std::span(&file, 1), identity);
}

}  // namespace alignmail::ses
