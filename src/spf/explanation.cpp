// SPDX-License-Identifier: Apache-2.0
// The text behind exp= (RFC 7208 section 6.2). Any trouble on the way means that there is none.
#include "spf/check.hpp"

namespace alignmail::spf {
namespace {

std::optional<dns::Domain> find_name(Check& check, const Place& place) {
  const Loaded& loaded = check.load(place.domain, dns::Need::Needed);
  if (!loaded.is_valid()) return std::nullopt;
  const ParsedTerm* exp = loaded.parsed.record.find(Kind::Exp);
  if (exp == nullptr) return std::nullopt;
  return find_target(check, place, loaded.parsed.record, *exp).name;
}

}  // namespace

std::optional<std::string> find_explanation(Check& check, const Place& place) {
  const WithoutCounting guard(check);
  const auto name = find_name(check, place);
  if (!name) return std::nullopt;
  const std::vector<std::string> texts = check.ask(*name, dns::Type::TXT).texts();
  if (texts.size() != 1 || check_macros(texts.front(), MacroPlace::Explanation)) return std::nullopt;
  ValidatedName validated;
  if (uses_macro(texts.front(), "p")) {
    validated = validated_name(check, place);
    if (validated.trouble) return std::nullopt;
  }
  auto text = expand_text(texts.front(), {check.values(), place.spelled, validated.text});
  // 6.2: limited to ASCII; the sender's local part may bring more.
  if (text && !is_ascii(*text)) return std::nullopt;
  return text;
}

void foresee_explanation(Check& check, const Place& place) {
  const WithoutCounting guard(check);
  if (const auto name = find_name(check, place)) check.inquiry.foresee(*name, dns::Type::TXT);
}

}  // namespace alignmail::spf
