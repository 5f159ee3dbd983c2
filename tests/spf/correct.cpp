// SPDX-License-Identifier: Apache-2.0
#include "spf/correct.hpp"

#include "spf/record.hpp"
#include "support/catch.hpp"

using namespace alignmail;
using namespace alignmail::spf;

namespace {

struct Case {
  std::string record;
  std::string corrected;
  std::size_t left_out;
};

}  // namespace

TEST_CASE("a record with a usual slip becomes the one that was meant", "[spf]") {
  const auto c = GENERATE(values<Case>({
      {"v=spf1 a -all", "v=spf1 a -all", 0},
      {"v=spf1 ipv4:192.0.2.1 -all", "v=spf1 ip4:192.0.2.1 -all", 0},
      {"v=spf1 ip:192.0.2.0/24 -all", "v=spf1 ip4:192.0.2.0/24 -all", 0},
      {"v=spf1 ip4:2001:db8::/32 -all", "v=spf1 ip6:2001:db8::/32 -all", 0},
      {"v=spf1 ip6:192.0.2.1 -all", "v=spf1 ip4:192.0.2.1 -all", 0},
      {"v=spf1 192.0.2.1 -all", "v=spf1 ip4:192.0.2.1 -all", 0},
      {"v=spf1 a:192.0.2.1 -all", "v=spf1 ip4:192.0.2.1 -all", 0},
      {"v=spf1 ip4:192.0.2.1/ -all", "v=spf1 ip4:192.0.2.1 -all", 0},
      {"v=spf1 include:https://amazonses.com/ -all", "v=spf1 include:amazonses.com -all", 0},
      {"v=spf1 include: amazonses.com -all", "v=spf1 include:amazonses.com -all", 0},
      {"v=spf1 include amazonses.com -all", "v=spf1 include:amazonses.com -all", 0},
      {"v=spf1 includes:amazonses.com -all", "v=spf1 include:amazonses.com -all", 0},
      {"v=spf1 redirect:_spf.example.com", "v=spf1 redirect=_spf.example.com", 0},
      {"v=spf1 a, mx, -all", "v=spf1 a mx -all", 0},
      {"v=spf1 ip4:192.0.2.1,192.0.2.2 ~all", "v=spf1 ip4:192.0.2.1 ip4:192.0.2.2 ~all", 0},
      {"v=spf1 a;mx;-all", "v=spf1 a mx -all", 0},
      {"v=spf1 \"a\" -all\"", "v=spf1 a -all", 0},
      {"v=spf1 --all", "v=spf1 -all", 0},
      {"v=spf1 a -all.", "v=spf1 a -all", 0},
      {"v=spf1 a \xE2\x80\x93"
       "all",
       "v=spf1 a -all", 0},                    // an en dash
      {"v=spf1 a - all", "v=spf1 a -all", 0},  // never +all
      {"v=spf1 a ~ all", "v=spf1 a ~all", 0},
      {"v=spf1 a -ALL exp=x.example.com", "v=spf1 a -ALL exp=x.example.com", 0},
      {"v=spf1 ip4:203.0.113.300 -all", "v=spf1 -all", 1},
      {"v=spf1 include: -all", "v=spf1 -all", 1},  // the end is not its value
      {"v=spf1 nonsense ~all", "v=spf1 ~all", 1},
      {"v=spf1 a -", "v=spf1 a", 1},
      {"v=spf1 redirect=x.example.com redirect=y.example.com", "v=spf1 redirect=x.example.com", 1},
      {"v=spf1 ip4:192.0.2.1/33 ip4: 192.0.2.2 -all", "v=spf1 ip4:192.0.2.2 -all", 1},
  }));
  CAPTURE(c.record);
  const Correction correction = correct_record(c.record);
  CHECK(correction.record == c.corrected);
  CHECK(correction.left_out.size() == c.left_out);
}

TEST_CASE("a hostile record of any length is looked at once", "[spf]") {
  // Were each word compared with all before it, this would take an hour.
  constexpr std::size_t words = 1'000'000;
  std::string record = "v=spf1";
  for (std::size_t i = 0; i < words; ++i) record += " -";
  const Correction correction = correct_record(record);
  CHECK(correction.record == "v=spf1");
  REQUIRE(correction.left_out.size() == 1);
  CHECK(correction.left_out[0] == std::string(words, '-'));
}

TEST_CASE("a corrected record can be read, and permits everyone only when it was written to", "[spf]") {
  const std::vector<std::string> pieces = {
      "-", "~",   "+",    "?",         "all", "-all", "include", "include:", "ip4",  ":",  ",",     "x.test",
      "=", "/24", "ip4:", "192.0.2.1", "\"",  "mx,",  "%",       "redirect", "exp=", "a:", "--all", "\xE2\x80\x93"};
  const std::size_t seed = GENERATE(range(std::size_t{0}, std::size_t{400}));
  std::string record = "v=spf1";
  for (std::size_t state = seed * 2654435761U + 1, left = 6; left > 0; --left) {
    state = (state * 1103515245U + 12345U) % 2147483648U;
    record += (state / 7 % 3 == 0 ? "" : " ") + pieces[state / 65536 % pieces.size()];
    if (!is_spf_record(record)) record = "v=spf1 ";
  }
  CAPTURE(record);
  const Correction correction = correct_record(record);
  CHECK(parse_record(correction.record).errors.empty());
  CHECK(correct_record(correction.record).record == correction.record);
}
