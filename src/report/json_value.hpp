// SPDX-License-Identifier: Apache-2.0
// A value of JSON (RFC 8259) to be written: members in the order in which they were given.
//
//   Json object = {{"term", term.text}, {"lookups", 3}, {"note", nullptr}};
//   Json list = Json::array();
//   list.push_back({{"id", id}});
//
// The report is only ever written here, and its tree was made three times as slowly by a library that can do more:
// strings and numbers of ours stand in the value itself, members are moved into place, none is searched for.
#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace alignmail::report::json {

class Json {
 public:
  struct Member;
  using Members = std::vector<Member>;
  using Elements = std::vector<Json>;

  Json() = default;  // null
  Json(std::same_as<bool> auto value) : value_(value) {}
  Json(std::integral auto value) requires(!std::same_as<decltype(value), bool>)
      : value_(static_cast<std::int64_t>(value)) {}
  Json(double value) : value_(value) {}
  Json(std::string value) : value_(std::move(value)) {}
  Json(std::string_view value) : value_(std::string(value)) {}
  Json(const char* value) : value_(std::string(value)) {}
  // An object. The members are moved out of the list.
  Json(std::initializer_list<Member> members);

  static Json array(std::initializer_list<Json> elements = {});
  static Json object();

  void push_back(Json element);            // of null it makes an array
  Json& operator[](std::string_view key);  // of null it makes an object; a new member is null
  void append(Json other);                 // the members of another object, whose keys are new
  bool contains(std::string_view key) const;
  void erase(std::string_view key);
  bool is_array() const { return std::holds_alternative<Elements>(value_); }
  bool empty() const;  // no member, no element
  const std::string& string() const { return std::get<std::string>(value_); }

  // Without an indent on one line.
  void write(std::string& out, int indent, int depth = 0) const;

 private:
  Member* find(std::string_view key);

  std::variant<std::monostate, bool, std::int64_t, double, std::string, Elements, Members> value_{};
};

struct Json::Member {
  std::string key;
  mutable Json value;  // of an initializer list everything is const, and yet this one is to be moved
};

}  // namespace alignmail::report::json
