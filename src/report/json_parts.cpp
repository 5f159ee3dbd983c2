// SPDX-License-Identifier: Apache-2.0
#include "report/json_parts.hpp"

#include <algorithm>

#include "base/escape.hpp"

namespace alignmail::report::json {
namespace {

struct Synonym {
  std::string_view written, word;
};

// What receivers write beside the words of RFC 8601 section 2.7, and the word that means it.
constexpr Synonym synonyms[] = {
    {"hardfail", "fail"},            // older dialects of SPF
    {"bestguesspass", "none"},       // no record applied; the receiver guessed
    {"unknown", "permerror"},        // SPF before RFC 4408
    {"error", "temperror"},          // the same
    {"temperr", "temperror"},        //
    {"permerr", "permerror"},        //
    {"invalid", "permerror"},        //
    {"timeout", "temperror"},        //
    {"skipped", "not_checked"},      //
    {"not-checked", "not_checked"},  //
};

constexpr std::string_view words[] = {"pass",   "fail",      "softfail",  "neutral",    "none",
                                      "policy", "temperror", "permerror", "not_checked"};

}  // namespace

Json members(std::initializer_list<Member> list) {
  Json object = Json::object();
  auto& all = object.get_ref<Json::object_t&>();
  for (const Member& member : list) all.emplace_back(String(member.key), std::move(member.value));
  return object;
}

void append(Json& object, Json other) {
  auto& all = object.get_ref<Json::object_t&>();
  for (auto& [key, value] : other.get_ref<Json::object_t&>()) all.emplace_back(key, std::move(value));
}

Json text(std::string_view value) {
  return escape::is_plain(value) ? Json(String(value)) : Json(String(escape::visible(value)));
}

Json text_or_null(std::string_view value) { return value.empty() ? Json() : text(value); }

Json optional_text(const std::optional<std::string>& value) { return value ? text(*value) : Json(); }

Json name_or_null(const std::optional<dns::Domain>& name) { return name ? Json(name->text()) : Json(); }

Json texts(std::span<const std::string> values) {
  Json list = Json::array();
  for (const std::string& value : values) list.push_back(text(value));
  return list;
}

Json names(const std::vector<dns::Domain>& values) {
  Json list = Json::array();
  for (const dns::Domain& value : values) list.push_back(value.text());
  return list;
}

Json overlay(const Input& input) {
  return members({{"file", text(input.overlay)}, {"records", texts(input.overlaid)}});
}

std::string_view yes_no(bool value) { return value ? "yes" : "no"; }

std::string_view claimed_word(const message::MethodResult* claim) {
  if (!claim) return "absent";
  const auto* const word = std::find(std::begin(words), std::end(words), claim->result);
  if (word != std::end(words)) return *word;
  for (const Synonym& synonym : synonyms) {
    if (synonym.written == claim->result) return synonym.word;
  }
  return "absent";
}

}  // namespace alignmail::report::json
