// SPDX-License-Identifier: Apache-2.0
// The octets that are written for a value.
#include "report/json.hpp"

#include <nlohmann/json.hpp>

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
    const std::string expected = value.dump(indent, ' ', false, report::json::Json::error_handler_t::replace);
    CHECK(report::json::dump(value, indent) == expected + "\n");
  }
}
