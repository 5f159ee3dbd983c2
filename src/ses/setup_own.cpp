// SPDX-License-Identifier: Apache-2.0
// Our own form of the expected set-up (the README shows it), read strictly.
#include <algorithm>
#include <initializer_list>

#include "base/ascii.hpp"
#include "base/escape.hpp"
#include "ses/setup_reader.hpp"
#include "ses/traces.hpp"

namespace alignmail::ses {
namespace {

std::optional<Fault> only_known_keys(const Node& object, std::string_view parent,
                                     std::initializer_list<std::string_view> known) {
  for (const auto& [key, value] : object.members) {
    if (std::find(known.begin(), known.end(), key) != known.end()) continue;
    std::vector<std::string> names(known.begin(), known.end());
    return Fault{below(parent, escape::visible(key)), "is not known; there are " + ascii::join(names, ", ")};
  }
  return std::nullopt;
}

std::optional<Fault> one_of(const std::string& text, std::string_view key,
                            std::initializer_list<std::string_view> words) {
  if (std::find(words.begin(), words.end(), text) != words.end()) return std::nullopt;
  const std::vector<std::string> names(words.begin(), words.end());
  return Fault{std::string(key), escape::quoted(text) + " is none of " + ascii::join(names, ", ")};
}

std::optional<Fault> read_own_dkim(const Node& object, Setup& setup) {
  if (auto unknown = only_known_keys(object, "dkim", {"kind", "tokens", "hosted_zone", "selector"})) return unknown;
  const auto kind = read_text(object, "dkim", "kind");
  const auto tokens = read_texts(object, "dkim", "tokens");
  const auto zone = read_text(object, "dkim", "hosted_zone");
  const auto selector = read_text(object, "dkim", "selector");
  for (const auto* text : {&kind, &zone, &selector}) {
    if (!*text) return text->error();
  }
  if (!tokens) return tokens.error();
  std::string word = *kind;
  if (word.empty()) word = !selector->empty() ? "byodkim" : !tokens->empty() ? "easy" : "";
  if (word.empty()) return zone->empty() ? std::nullopt : std::optional(Fault{"dkim.tokens", "are missing"});
  if (auto bad = one_of(word, "dkim.kind", {"easy", "byodkim", "none"})) return bad;
  give(setup.dkim_kind, word);
  if (word == "byodkim" && selector->empty()) return Fault{"dkim.selector", "is missing, byodkim needs it"};
  if (word != "byodkim" && !selector->empty()) return Fault{"dkim.selector", "goes with the kind byodkim only"};
  if (word != "easy" && !tokens->empty()) return Fault{"dkim.tokens", "go with the kind easy only"};
  if (tokens->size() > 3) return Fault{"dkim.tokens", "are more than the three of Easy DKIM"};
  std::vector<std::string> selectors;
  if (word == "byodkim") selectors.push_back(*selector);
  selectors.insert(selectors.end(), tokens->begin(), tokens->end());
  for (std::string& text : selectors) {
    auto name = to_selector(text, word == "byodkim" ? "dkim.selector" : "dkim.tokens");
    if (!name) return name.error();
    text = *std::move(name);
  }
  if (!selectors.empty()) give(setup.tokens, std::move(selectors));
  if (!zone->empty()) {
    const auto name = to_domain(*zone, "dkim.hosted_zone");
    if (!name) return name.error();
    give(setup.hosted_zone, name->text());
  }
  return std::nullopt;
}

std::optional<Fault> read_own_names(const Node& root, Setup& setup) {
  const auto domain = read_text(root, "", "domain");
  const auto mail_from = read_text(root, "", "mail_from");
  const auto region = read_text(root, "", "region");
  for (const auto* text : {&domain, &mail_from, &region}) {
    if (!*text) return text->error();
  }
  if (domain->empty()) return Fault{"domain", "is missing"};
  auto identity = to_domain(*domain, "domain");
  if (!identity) return identity.error();
  give(setup.domain, *std::move(identity));
  if (!mail_from->empty()) {
    auto name = to_domain(*mail_from, "mail_from");
    if (!name) return name.error();
    give(setup.mail_from, *std::move(name));
  }
  if (!region->empty()) {
    const std::string name = ascii::to_lower(*region);
    if (!is_region_name(name))
      return Fault{"region", escape::quoted(*region) + " is not a region, which are like eu-west-1"};
    give(setup.region, name);
  }
  return std::nullopt;
}

}  // namespace

std::optional<Fault> read_own_setup(const Node& root, Setup& setup) {
  if (auto unknown = only_known_keys(
          root, "", {"domain", "region", "mail_from", "dkim", "verification_token", "other_senders", "policy"})) {
    return unknown;
  }
  if (auto bad = read_own_names(root, setup)) return bad;
  const auto dkim = read_object(root, "dkim");
  if (!dkim) return dkim.error();
  if (auto bad = read_own_dkim(**dkim, setup)) return bad;
  const auto token = read_text(root, "", "verification_token");
  const auto policy = read_text(root, "", "policy");
  auto senders = read_texts(root, "", "other_senders");
  if (!token) return token.error();
  if (!policy) return policy.error();
  if (!senders) return senders.error();
  for (const std::string& sender : *senders) {
    if (const auto name = to_domain(sender, "other_senders"); !name) return name.error();
  }
  setup.other_senders = *std::move(senders);
  if (!token->empty()) give(setup.verification_token, *token);
  if (policy->empty()) return std::nullopt;
  if (auto bad = one_of(*policy, "policy", {"none", "quarantine", "reject"})) return bad;
  give(setup.policy, *policy);
  return std::nullopt;
}

}  // namespace alignmail::ses
