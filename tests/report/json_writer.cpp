// SPDX-License-Identifier: Apache-2.0
// The octets that are written for a value.
#include "report/json.hpp"

#include <nlohmann/json.hpp>
#include <thread>

#include "report/json_parts.hpp"
#include "support/catch.hpp"

using namespace alignmail;

TEST_CASE("the writer of JSON gives what the library would", "[report]") {
  const auto value = GENERATE(values<report::json::Json>({
      nullptr,
      true,
      false,
      0,
      -1,
      INT64_MIN,
      UINT64_MAX,
      1.5,
      "",
      "plain",
      "\"",
      "\"quoted\" and \"quoted\"",
      "v=DKIM1; p=\"abc\"",
      "ends with a quote\"",
      "a back\\slash",
      "twelve octets\n",  // a control among the last eight
      "\x7F",
      "caf\xC3\xA9 \"latte\"",
      "no UTF-8: \xE9\xFF",
      report::json::Json::array(),
      report::json::Json::object(),
      report::json::Json::array({1, nullptr, report::json::Json::array({"a\"b"})}),
      report::json::members({{"a \"key\"", 1}, {"b\n", report::json::members({{"c", -2}})}}),
  }));
  for (const int indent : {-1, 1}) {
    const auto expected = value.dump(indent, ' ', false, report::json::Json::error_handler_t::replace);
    CHECK(report::json::dump(value, indent) == std::string(expected) + "\n");
  }
}

// Texts are looked at eight octets at a time, and their ends otherwise.
TEST_CASE("the writer of JSON sees what is special at every place of a text of every length", "[report]") {
  const char special = GENERATE('"', '\\', '\n', '\x7F', '\x1F', ' ', '~', '[', '!', '#');
  for (std::size_t length = 1; length <= 20; ++length) {
    for (std::size_t place = 0; place < length; ++place) {
      std::string text(length, 'a');
      text[place] = special;
      const report::json::Json value = text;
      INFO(length << " octets, " << place);
      CHECK(report::json::dump(value, -1) == std::string(value.dump()) + "\n");
    }
  }
}

TEST_CASE("a report far longer than the room that it begins with is written whole", "[report]") {
  const std::string text(70'000, 'x');
  report::json::Json list = report::json::Json::array();
  for (int i = 0; i < 5; ++i) list.push_back(text);
  CHECK(report::json::dump(list, -1) == std::string(list.dump()) + "\n");
}

TEST_CASE("the memory of JSON begins anew when all of a report is gone, and is each thread's own", "[report]") {
  const auto place_of_a_text = [] {
    const report::json::Json value = report::json::String(100, 'x');
    return value.get_ref<const report::json::String&>().data();
  };
#ifndef __SANITIZE_ADDRESS__
  CHECK(place_of_a_text() == place_of_a_text());
#endif
  const report::json::Json here = report::json::String(100, 'x');
  const char* elsewhere = nullptr;
  std::thread([&] { elsewhere = place_of_a_text(); }).join();
  CHECK(here.get_ref<const report::json::String&>() == report::json::String(100, 'x'));
  CHECK(elsewhere != here.get_ref<const report::json::String&>().data());
}
