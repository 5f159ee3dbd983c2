// SPDX-License-Identifier: Apache-2.0
// The parts of the JSON report, one function for each key of report-v1.schema.json, and the
// few conversions that all of them use.
//
// Every text that came from outside goes through text(): valid UTF-8, nothing deceptive.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "alignmail/report.hpp"
#include "report/json_memory.hpp"

namespace alignmail::report::json {

using String = std::basic_string<char, std::char_traits<char>, Allocator<char>>;

// Keys in the order of the schema. The library's ordered map is a vector that copies its members,
// and all below them, whenever it grows: most objects of ours have room from the start.
template <class Key, class Value, class Less, class Allocator>
class Ordered : public nlohmann::ordered_map<Key, Value, Less, Allocator> {
 public:
  using Base = nlohmann::ordered_map<Key, Value, Less, Allocator>;
  using Base::Base;
  Ordered() { this->reserve(16); }
};
using Json = nlohmann::basic_json<Ordered, std::vector, String, bool, std::int64_t, std::uint64_t, double, Allocator>;

struct Member {
  std::string_view key;
  mutable Json value;  // of an initializer list everything is const, and yet this one is to be moved
};

// An object of members whose keys differ: members({{"id", 1}, {"name", "x"}}). The library's own
// braces do the same, by an array for each pair and a search for each key: a report took twice as long.
Json members(std::initializer_list<Member> list);
// The members of another object at the end of this one, whose keys are others.
void append(Json& object, Json other);

Json text(std::string_view value);
Json text_or_null(std::string_view value);  // null when empty
Json optional_text(const std::optional<std::string>& value);
Json name_or_null(const std::optional<dns::Domain>& name);
Json texts(std::span<const std::string> values);
Json names(const std::vector<dns::Domain>& values);
std::string_view yes_no(bool value);
Json overlay(const Input& input);  // of --dns-overlay; there must be one

// A word of RFC 8601 as a receiver wrote it, brought to the words of the schema; "absent" when
// it is none of them and means none of them.
std::string_view claimed_word(const message::MethodResult* claim);

// json_checks.cpp
Json spf_check(const Analysis& analysis);
Json dkim_checks(const Analysis& analysis);
std::string_view spf_word(const spf::Verdict& verdict);
Json spf_tree(const spf::Verdict& verdict);  // an array: one record, with its terms
Json diagnosis(const dkim::SignatureResult& result);
// What `checks` says of an identifier: null when there is no alignment row for it.
Json alignment(const Analysis& analysis, const dmarc::Alignment* row, bool has_domain, dmarc::Mode in_force);
std::string_view counts_for_dmarc(const dmarc::Alignment* row, bool has_domain, bool has_author);

// json_dmarc.cpp
Json dmarc_check(const Analysis& analysis);
Json walk(const dmarc::Discovery* discovery);
Json what_if(const Analysis& analysis);
Json legs(bool spf, bool dkim);
Json dmarc_word(dmarc::Outcome outcome);
Json arc_check(const Analysis& analysis);
Json arc_sets(const arc::Verdict& verdict);

// json_evidence.cpp
Json reported(const Analysis& analysis);
Json received(const Analysis& analysis);
Json dns_facts(const dns::Facts& facts);

// json_ses.cpp
Json ses(const Analysis& analysis);
Json expected_setup(const ses::Setup& setup);  // null when nothing is expected
Json checklist(std::span<const ses::ChecklistRow> rows);

// json_findings.cpp
Json findings_list(const findings::Findings& findings);
Json plan(const findings::Findings& findings);  // null when there is none

// json_dump.cpp: the text of it; octets that are no UTF-8 cannot make it throw.
std::string dump(const Json& value, int indent);

}  // namespace alignmail::report::json
