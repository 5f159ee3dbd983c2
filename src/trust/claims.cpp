// SPDX-License-Identifier: Apache-2.0
// What the receiver said, for the caller to set beside what was observed.
#include <algorithm>

#include "alignmail/trust.hpp"
#include "base/ascii.hpp"
#include "trust/names.hpp"
#include "trust/reported.hpp"

namespace alignmail::trust {
namespace {

using Claims = std::vector<const message::MethodResult*>;

const message::MethodResult* find_claim(const Claims& claims,
                                        bool (*fits)(const message::MethodResult&, const std::string&,
                                                     const std::string&),
                                        const std::string& first, const std::string& second) {
  const auto found =
      std::find_if(claims.begin(), claims.end(), [&](const auto* claim) { return fits(*claim, first, second); });
  return found == claims.end() ? nullptr : *found;
}

// White space ignored in both.
bool begins_with(std::string_view text, std::string_view beginning) {
  std::size_t at = 0;
  for (const char c : beginning) {
    if (ascii::is_space(c)) continue;
    while (at < text.size() && ascii::is_space(text[at])) ++at;
    if (at == text.size() || text[at++] != c) return false;
  }
  return true;
}

// header.b holds the first letters of b= (RFC 6008).
const message::MethodResult* find_signature(const Claims& claims, std::string_view text) {
  const auto fits = [&](const message::MethodResult* claim) {
    const auto beginning = claim->find("header.b");
    return beginning && !beginning->empty() && begins_with(text, *beginning);
  };
  const auto found = std::find_if(claims.begin(), claims.end(), fits);
  return found == claims.end() ? nullptr : *found;
}

// header.d is d= itself; header.i may name a host below it.
bool fits_domain(const message::MethodResult& claim, const std::string& domain, const std::string&) {
  if (const auto d = claim.find("header.d")) return domain_of(*d) == domain;
  const auto i = claim.find("header.i");
  if (!i) return false;
  const std::string identity = domain_of(*i);
  return identity == domain || identity.ends_with("." + domain);
}

bool fits_selector(const message::MethodResult& claim, const std::string& domain, const std::string& selector) {
  const auto s = claim.find("header.s");
  return s && normal_name(*s) == selector && fits_domain(claim, domain, "");
}

// A result for HELO alone says nothing of MAIL FROM.
bool is_about_helo(const message::MethodResult& claim) {
  const bool names_helo = claim.find("smtp.helo") || claim.find("identity") == "helo";
  return names_helo && !claim.find("smtp.mailfrom") && !claim.find("smtp.mail") && claim.find("identity") != "mailfrom";
}

// Empty when it names none.
std::string domain_of_claim(const message::MethodResult& claim) {
  if (claim.method == "spf") return stated_sender_domain(claim);
  return domain_of(claim.find("header.from").value_or(""));
}

}  // namespace

std::vector<const message::MethodResult*> Assessment::claims(std::string_view method) const {
  Claims found;
  found.reserve(4);  // rarely more
  for (const ReportedKind kind :
       {ReportedKind::AuthenticationResults, ReportedKind::ReceivedSpf, ReportedKind::ArcAuthenticationResults}) {
    for (const Reported& field : reported) {
      if (field.kind != kind || !field.is_heard()) continue;
      for (const message::MethodResult& result : field.results) {
        if (result.method == method) found.push_back(&result);
      }
    }
  }
  return found;
}

std::vector<const message::MethodResult*> Assessment::proven_claims(std::string_view method) const {
  std::vector<const message::MethodResult*> found;
  for (const Reported& field : reported) {
    if (field.trust != Trust::Trusted || field.is_unproven) continue;
    for (const message::MethodResult& result : field.results) {
      if (result.method == method) found.push_back(&result);
    }
  }
  return found;
}

bool Assessment::rests_on_hearsay() const {
  return std::any_of(reported.begin(), reported.end(), [](const Reported& field) { return field.is_hearsay; });
}

const message::MethodResult* claim_about(const Assessment& assessment, std::string_view method,
                                         std::string_view domain) {
  const std::string name = normal_name(domain);
  const message::MethodResult* unnamed = nullptr;
  const message::MethodResult* first = nullptr;
  for (const message::MethodResult* claim : assessment.claims(method)) {
    if (is_about_helo(*claim)) continue;
    const std::string named = domain_of_claim(*claim);
    if (!named.empty() && named == name) return claim;
    if (named.empty() && unnamed == nullptr) unnamed = claim;
    if (first == nullptr) first = claim;
  }
  return unnamed != nullptr ? unnamed : first;
}

const message::MethodResult* claim_for_signature(const Assessment& assessment, std::string_view domain,
                                                 std::string_view selector,
                                                 std::optional<std::string_view> signature_text) {
  const Claims claims = assessment.claims("dkim");
  if (const auto* claim = find_signature(claims, signature_text.value_or(""))) return claim;
  const std::string name = normal_name(domain);
  // A claim that names another signature is not taken for this one.
  Claims unnamed;
  std::copy_if(claims.begin(), claims.end(), std::back_inserter(unnamed),
               [&](const auto* claim) { return !signature_text || claim->find("header.b").value_or("").empty(); });
  if (const auto* claim = find_claim(unnamed, fits_selector, name, normal_name(selector))) return claim;
  Claims without_selector;
  std::copy_if(unnamed.begin(), unnamed.end(), std::back_inserter(without_selector),
               [](const auto* claim) { return !claim->find("header.s"); });
  return find_claim(without_selector, fits_domain, name, "");
}

}  // namespace alignmail::trust
