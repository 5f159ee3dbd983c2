// SPDX-License-Identifier: Apache-2.0
#include "report/json_value.hpp"

#include "support/catch.hpp"

using namespace alignmail::report::json;

namespace {

std::string written(const Json& value, int indent = -1) {
  std::string out;
  value.write(out, indent);
  return out;
}

}  // namespace

TEST_CASE("each kind of value is written as JSON has it", "[report]") {
  struct Case {
    Json value;
    std::string_view text;
  };
  const auto c = GENERATE(values<Case>({
      {Json(), "null"},
      {Json(true), "true"},
      {Json(false), "false"},
      {Json(-3), "-3"},
      {Json(std::size_t{4'294'967'296}), "4294967296"},
      {Json(0.5), "0.5"},
      {Json(12.0), "12.0"},  // a number that may have a fraction always shows one
      {Json(0.0001), "0.0001"},
      {Json("a"), "\"a\""},  // not true, as a pointer would be
      {Json(std::string_view("b")), "\"b\""},
      {Json::array(), "[]"},
      {Json::object(), "{}"},
      {Json::array({1, "x", Json()}), "[1,\"x\",null]"},
      {Json{{"b", 1}, {"a", 2}}, "{\"b\":1,\"a\":2}"},  // the order is kept
      {Json{{"only", Json{{"one", "member"}}}}, "{\"only\":{\"one\":\"member\"}}"},
  }));
  CHECK(written(c.value) == c.text);
}

TEST_CASE("what JSON may not hold as it is is escaped", "[report]") {
  CHECK(written("\"\\/") == "\"\\\"\\\\/\"");
  CHECK(written("\b\f\n\r\t") == "\"\\b\\f\\n\\r\\t\"");
  CHECK(written(std::string("\x01\x1f\0", 3)) == "\"\\u0001\\u001f\\u0000\"");
  CHECK(written("\x7f") == "\"\x7f\"");
  CHECK(written("gr\xC3\xBC\xC3\x9F \xF0\x9F\x98\x80") == "\"gr\xC3\xBC\xC3\x9F \xF0\x9F\x98\x80\"");
  CHECK(written("a\xFFz\xC3") == "\"a\xEF\xBF\xBDz\xEF\xBF\xBD\"");  // no UTF-8 at all
}

TEST_CASE("with an indent each member has a line", "[report]") {
  const Json value = {{"a", Json::array({1, 2})}, {"b", Json::array()}, {"c", {{"d", true}}}};
  CHECK(written(value, 1) == "{\n \"a\": [\n  1,\n  2\n ],\n \"b\": [],\n \"c\": {\n  \"d\": true\n }\n}");
}

TEST_CASE("members can be added, joined and taken out", "[report]") {
  Json object = {{"a", 1}};
  object["b"] = 2;
  object["a"] = 3;
  object["list"].push_back("x");  // of nothing it becomes a list
  object["inner"]["deep"] = true;
  object.append({{"c", 4}});
  CHECK(written(object) == R"({"a":3,"b":2,"list":["x"],"inner":{"deep":true},"c":4})");
  object.erase("inner");
  object.erase("never there");
  CHECK(!object.contains("inner"));
  CHECK(object.contains("c"));
  CHECK(object["list"].is_array());
  CHECK(!object.empty());
  CHECK(Json().empty());
}
