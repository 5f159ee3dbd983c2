// SPDX-License-Identifier: Apache-2.0
// What the AWS command line prints about identities, read leniently: any key may be missing, and
// unknown ones are passed over.
#include <algorithm>

#include "base/ascii.hpp"
#include "base/escape.hpp"
#include "ses/setup_reader.hpp"

namespace alignmail::ses {
namespace {

// "TemporaryFailure" of version 1 as "TEMPORARY_FAILURE" of version 2.
std::string status_word(std::string_view text) {
  std::string word;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i > 0 && ascii::is_upper(text[i]) && ascii::is_lower(text[i - 1])) word += '_';
    word += text[i];
  }
  return ascii::to_upper(word);
}

std::optional<Fault> note_status(const Node& object, std::string_view parent, std::string_view key, Setup& setup) {
  const auto status = read_text(object, parent, key);
  if (!status) return status.error();
  const std::string word = status_word(*status);
  if (!word.empty() && word != "SUCCESS") setup.not_ready.push_back(std::string(key) + " is " + escape::visible(word));
  return std::nullopt;
}

std::optional<Fault> note_flag(const Node& object, std::string_view parent, std::string_view key, Setup& setup) {
  const auto flag = read_flag(object, parent, key);
  if (!flag) return flag.error();
  if (*flag && !**flag) setup.not_ready.push_back(std::string(key) + " is false");
  return std::nullopt;
}

std::optional<Fault> read_aws_tokens(const Node& object, std::string_view parent, std::string_view key, Setup& setup) {
  auto tokens = read_texts(object, parent, key);
  if (!tokens) return tokens.error();
  for (std::string& token : *tokens) {
    auto selector = to_selector(token, below(parent, key));
    if (!selector) return selector.error();
    token = *std::move(selector);
  }
  if (tokens->size() > 3) tokens->resize(3);
  if (!tokens->empty()) give(setup.tokens, *std::move(tokens));
  return std::nullopt;
}

std::optional<Fault> read_aws_mail_from(const Node& object, std::string_view parent, std::string_view behavior_key,
                                        Setup& setup) {
  const auto name = read_text(object, parent, "MailFromDomain");
  const auto behavior = read_text(object, parent, behavior_key);
  if (!name) return name.error();
  if (!behavior) return behavior.error();
  setup.mail_from_behavior = status_word(*behavior);
  setup.default_mail_from = name->empty();
  if (name->empty()) return std::nullopt;
  auto domain = to_domain(*name, below(parent, "MailFromDomain"));
  if (!domain) return domain.error();
  give(setup.mail_from, *std::move(domain));
  const auto status = read_text(object, parent, "MailFromDomainStatus");
  if (!status) return status.error();
  setup.mail_from_status = status_word(*status);
  return note_status(object, parent, "MailFromDomainStatus", setup);
}

// "AWS_SES", "EXTERNAL", or the region of which a replica takes its keys: "AWS_SES_US_EAST_1".
void read_key_origin(std::string_view origin, Setup& setup) {
  constexpr std::string_view of_region = "AWS_SES_";
  if (origin.empty() && !setup.tokens.known()) return;
  give(setup.dkim_kind, origin == "EXTERNAL" ? "byodkim" : "easy");
  if (!ascii::istarts_with(origin, of_region)) return;
  setup.parent_region = ascii::to_lower(origin.substr(of_region.size()));
  std::replace(setup.parent_region.begin(), setup.parent_region.end(), '_', '-');
}

std::optional<Fault> read_identity_dkim(const Node& dkim, Setup& setup) {
  constexpr std::string_view here = "DkimAttributes";
  if (auto bad = note_flag(dkim, here, "SigningEnabled", setup)) return bad;
  const auto status = read_text(dkim, here, "Status");
  if (!status) return status.error();
  const std::string word = status_word(*status);
  if (!word.empty() && word != "SUCCESS")
    setup.not_ready.push_back("DkimAttributes.Status is " + escape::visible(word));
  if (auto bad = read_aws_tokens(dkim, here, "Tokens", setup)) return bad;
  const auto zone = read_text(dkim, here, "SigningHostedZone");
  const auto origin = read_text(dkim, here, "SigningAttributesOrigin");
  if (!zone) return zone.error();
  if (!origin) return origin.error();
  if (!zone->empty()) {
    const auto name = to_domain(*zone, "DkimAttributes.SigningHostedZone");
    if (!name) return name.error();
    give(setup.hosted_zone, name->text());
  }
  read_key_origin(*origin, setup);
  return std::nullopt;
}

}  // namespace

std::optional<Fault> read_email_identity(const Node& root, Setup& setup) {
  const auto type = read_text(root, "", "IdentityType");
  if (!type) return type.error();
  setup.is_address = *type == "EMAIL_ADDRESS";
  if (auto bad = note_status(root, "", "VerificationStatus", setup)) return bad;
  if (auto bad = note_flag(root, "", "VerifiedForSendingStatus", setup)) return bad;
  const auto info = read_object(root, "VerificationInfo");
  if (!info) return info.error();
  const auto error = read_text(**info, "VerificationInfo", "ErrorType");
  if (!error) return error.error();
  if (!error->empty() && !setup.not_ready.empty()) setup.not_ready.back() += " (" + escape::visible(*error) + ")";
  const auto dkim = read_object(root, "DkimAttributes");
  if (!dkim) return dkim.error();
  if (auto bad = read_identity_dkim(**dkim, setup)) return bad;
  const auto mail_from = read_object(root, "MailFromAttributes");
  if (!mail_from) return mail_from.error();
  // Left out, it tells nothing; there and without a name, that none is set up.
  if (root.find("MailFromAttributes") == nullptr) return std::nullopt;
  return read_aws_mail_from(**mail_from, "MailFromAttributes", "BehaviorOnMxFailure", setup);
}

namespace {

// One entry of the version 1 outputs, whichever of the three it is.
std::optional<Fault> read_version1(const std::string& name, std::string_view section, const Node& entry, Setup& setup) {
  setup.identity = name;
  setup.is_address = name.find('@') != std::string::npos;
  if (!setup.is_address) {
    auto domain = to_domain(name, std::string(section));
    if (!domain) return domain.error();
    give(setup.domain, *std::move(domain));
  }
  const std::string here = below(section, name);
  if (section == "MailFromDomainAttributes") return read_aws_mail_from(entry, here, "BehaviorOnMXFailure", setup);
  if (section == "VerificationAttributes") {
    const auto token = read_text(entry, here, "VerificationToken");
    if (!token) return token.error();
    if (!token->empty()) give(setup.verification_token, *token);
    return note_status(entry, here, "VerificationStatus", setup);
  }
  if (auto bad = note_flag(entry, here, "DkimEnabled", setup)) return bad;
  if (auto bad = note_status(entry, here, "DkimVerificationStatus", setup)) return bad;
  if (auto bad = read_aws_tokens(entry, here, "DkimTokens", setup)) return bad;
  // Version 1 does not tell whose key it is; the tokens of Easy DKIM have a form of their own.
  const auto& tokens = setup.tokens.value;
  const bool is_own_key = tokens.size() == 1 && !is_easy_dkim_token(tokens.front());
  read_key_origin(is_own_key ? "EXTERNAL" : "", setup);
  return std::nullopt;
}

constexpr std::string_view version1_sections[] = {"DkimAttributes", "MailFromDomainAttributes",
                                                  "VerificationAttributes"};

}  // namespace

// Version 2 keeps lists, texts and flags under DkimAttributes.
bool is_version1(const Node& root) {
  if (root.find("MailFromDomainAttributes") || root.find("VerificationAttributes")) return true;
  const Node* dkim = root.find("DkimAttributes");
  // Of an identity that SES does not know, version 1 tells nothing; version 2 never tells that alone.
  if (dkim && dkim->members.empty()) return root.members.size() == 1;
  return dkim && !root.find("IdentityType") &&
         std::all_of(dkim->members.begin(), dkim->members.end(),
                     [](const auto& member) { return member.second.kind == NodeKind::Object; });
}

std::optional<Fault> add_version1(const Node& root, const std::optional<std::string>& wanted,
                                  std::vector<Setup>& found) {
  for (const std::string_view section : version1_sections) {
    const auto entries = read_object(root, section);
    if (!entries) return entries.error();
    for (const auto& [name, entry] : (*entries)->members) {
      if (wanted && !ascii::iequals(*wanted, name)) continue;
      if (entry.kind != NodeKind::Object) return Fault{below(section, name), is_a(entry) + ", an object is needed"};
      const std::string& identity = name;  // a lambda may not capture a structured binding (C++20, clang 14)
      auto known = std::find_if(found.begin(), found.end(), [&](const Setup& s) { return s.identity == identity; });
      if (known == found.end()) known = found.insert(found.end(), Setup{});
      if (auto bad = read_version1(name, section, entry, *known)) return bad;
    }
  }
  return std::nullopt;
}

}  // namespace alignmail::ses
