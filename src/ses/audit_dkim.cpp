// SPDX-License-Identifier: Apache-2.0
// The DKIM records: three CNAMEs for Easy DKIM, one TXT for a key of one's own.
#include "ses/audit_dkim.hpp"

#include "base/ascii.hpp"
#include "base/tag_list.hpp"

namespace alignmail::ses {
namespace {

ChecklistRow audit_own_key(const Expectation& expected, dns::Inquiry& inquiry) {
  ChecklistRow row = make_row("dkim1", expected.name, dns::Type::TXT);
  row.expected = "p=...";
  const dns::Answer answer = inquiry.ask(expected.name, dns::Type::TXT);
  const auto doubled_all = doubled_names(expected.name, expected.identity);
  for (const dns::Domain& doubled : doubled_all) inquiry.foresee(doubled, dns::Type::TXT);
  row.found = answer.texts();
  if (is_unanswered(row, answer.status)) return row;
  std::vector<std::string> keys;
  for (const std::string& text : row.found) {
    if (auto key = key_of(text)) keys.push_back(*std::move(key));
  }
  if (keys.size() > 1) {
    blame(row, RowStatus::Duplicate, Problem::SeveralRecords, "Receivers may take either of several keys.");
  } else if (keys.size() == 1 && keys.front().empty()) {
    blame(row, RowStatus::Different, Problem::KeyRevoked, "An empty p= revokes the key.");
  } else if (keys.size() == 1) {
    set(row, RowStatus::Ok);
  } else if (!row.found.empty()) {
    blame(row, RowStatus::Different, Problem::Unreadable, "The record there is no DKIM key.");
  } else {
    for (const dns::Domain& doubled : doubled_all) {
      const dns::Answer there = inquiry.ask(doubled, dns::Type::TXT);
      if (!first_key(there)) continue;
      row.found_at = doubled;
      row.found = there.texts();
      blame(row, RowStatus::Misplaced, Problem::DoubledName, "It stands at " + doubled.text() + ".");
      return row;
    }
    blame(row, RowStatus::Missing, Problem::Missing);
  }
  return row;
}

std::optional<Expectation> expect(const Setup& setup, const std::string& token) {
  const auto& identity = setup.domain.value;
  if (!identity) return std::nullopt;
  auto name = identity->with_prefix(token + "._domainkey");
  if (!name) return std::nullopt;
  Expectation expected{.token = token, .identity = *identity, .name = *std::move(name), .region = region_of(setup)};
  if (!setup.parent_region.empty()) expected.region = setup.parent_region;
  expected.is_zone_given = setup.hosted_zone.given() && setup.parent_region.empty();
  const auto zone = dns::Domain::parse(hosted_zone(setup));
  if (!zone) return expected;
  if (auto target = zone->with_prefix(token)) expected.target = *std::move(target);
  return expected;
}

ChecklistRow unknown_token(std::string_view id, const Setup& setup, RowStatus status, std::string note) {
  ChecklistRow row = make_row(id, std::nullopt, dns::Type::CNAME);
  if (setup.domain.value) row.name = "<token>._domainkey." + setup.domain.value->text();
  set(row, status, std::move(note));
  return row;
}

}  // namespace

std::optional<std::string> key_of(const std::string& record) {
  const TagList tags = parse_tag_list(record);
  const Tag* key = tags.find("p");
  if (!key) return std::nullopt;
  return ascii::without_space(key->value);
}

std::optional<std::string> first_key(const dns::Answer& answer) {
  for (const std::string& text : answer.texts()) {
    if (auto key = key_of(text)) return key;
  }
  return std::nullopt;
}

std::vector<ChecklistRow> audit_dkim(const Setup& setup, dns::Inquiry& inquiry) {
  constexpr std::string_view ids[] = {"dkim1", "dkim2", "dkim3"};
  const bool is_own_key = setup.dkim_kind.value == "byodkim";
  std::vector<ChecklistRow> rows;
  for (std::size_t i = 0; i < std::size(ids); ++i) {
    const bool is_known = setup.tokens.known() && i < setup.tokens.value.size();
    const auto expected = is_known ? expect(setup, setup.tokens.value[i]) : std::nullopt;
    if (setup.dkim_kind.value == "none") {
      rows.push_back(unknown_token(ids[i], setup, RowStatus::NotNeeded, "No DKIM is expected."));
    } else if (is_own_key && i > 0) {
      rows.push_back(unknown_token(ids[i], setup, RowStatus::NotNeeded, "A key of one's own needs one record."));
    } else if (expected) {
      rows.push_back(is_own_key ? audit_own_key(*expected, inquiry) : audit_token(ids[i], *expected, inquiry));
    } else if (setup.tokens.known()) {
      rows.push_back(unknown_token(ids[i], setup, RowStatus::NotChecked,
                                   "A message shows one token at a time; the identity lists all three."));
    } else {
      rows.push_back(unknown_token(ids[i], setup, RowStatus::NotChecked,
                                   "Nothing shows the token; the identity lists all three."));
    }
  }
  return rows;
}

}  // namespace alignmail::ses
