// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "hook/hook.hpp"
#include "support/catch.hpp"

using namespace alignmail;

namespace {

std::string front(std::string_view field, std::string_view beginning) {
  std::array<char, 512> room{};
  return std::string(hook::front_field(field, beginning, room));
}

}  // namespace

TEST_CASE("the field in front ends its line as the message does", "[hook]") {
  CHECK(front("dmarc=pass", "From: a@example.com\r\n") == "X-Alignmail: dmarc=pass\r\n");
  CHECK(front("dmarc=pass", "From: a@example.com\n") == "X-Alignmail: dmarc=pass\n");
  CHECK(front("dmarc=pass", "no line end") == "X-Alignmail: dmarc=pass\n");
  CHECK(front("dmarc=pass", "\nbody") == "X-Alignmail: dmarc=pass\n");
}

TEST_CASE("a message that was not analysed says so, lest a forged field speaks for us", "[hook]") {
  CHECK(front("", "X-Alignmail: dmarc=pass\n") == "X-Alignmail: not_checked\n");
}

TEST_CASE("nothing stands in front of a mailbox's From line", "[hook]") {
  CHECK(front("dmarc=pass", "From ann@example.com Mon Nov  2 10:00:00 2026\n").empty());
  CHECK(front("dmarc=pass", ">From ann@example.com Mon Nov  2 10:00:00 2026\n").empty());
  CHECK_FALSE(front("dmarc=pass", "From: ann@example.com\n").empty());
}

TEST_CASE("a field that has no room is left out whole", "[hook]") {
  CHECK(front(std::string(600, 'a'), "From: a@example.com\n").empty());
}
