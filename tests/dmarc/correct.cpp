// SPDX-License-Identifier: Apache-2.0
#include "dmarc/correct.hpp"

#include "alignmail/dmarc.hpp"
#include "support/catch.hpp"

using namespace alignmail::dmarc;

TEST_CASE("a DMARC record with a slip of the pen is mended as it was meant, or left alone", "[dmarc]") {
  struct Case {
    std::string text;
    std::string mended;  // empty: what is meant is not clear, or nothing is wrong
  };
  const auto c = GENERATE(values<Case>({
      {"v=DMARC1; p=rejct; rua=mailto:a@example.com", "v=DMARC1; p=reject; rua=mailto:a@example.com"},
      {"v=DMARC1; p=quarentine", "v=DMARC1; p=quarantine"},
      {"v=DMARC1; p=Quarantined", "v=DMARC1; p=quarantine"},
      {"v=DMARC1; p=reject; sp=non", "v=DMARC1; p=reject; sp=none"},
      {"v=DMARC1; p=monitor", ""},  // near none of the three
      {"v=DMARC1; p=", ""},
      {"v=DMARC1; rua=a@example.com", ""},  // which policy nobody can tell
      {"v=DMARC1; p=reject; rua=a@example.com; pct=50", "v=DMARC1; p=reject; rua=mailto:a@example.com; pct=50"},
      {"v=DMARC1; p=none; rua=mailto://a@example.com, b@example.com",
       "v=DMARC1; p=none; rua=mailto:a@example.com,mailto:b@example.com"},
      // The semicolon forgotten, quotes brought along, small letters, blanks around the equals sign.
      {"v=DMARC1 p=reject rua=mailto:a@example.com", "v=DMARC1; p=reject; rua=mailto:a@example.com"},
      {"\"v=DMARC1; p=reject\"", "v=DMARC1; p=reject"},
      {"\\\"v=DMARC1; p=reject\\\"", "v=DMARC1; p=reject"},
      {"v=DMARC1\\; p=\"reject\"\\; rua='mailto:a@example.com, mailto:b@example.com'",
       "v=DMARC1; p=reject; rua=mailto:a@example.com,mailto:b@example.com"},
      {"v=dmarc1; p = none", "v=DMARC1; p=none"},
      // A quote may be part of a mailbox, and another mailbox is somebody else's.
      {"v=DMARC1; p=quarantin; rua=mailto:o'brien@example.com",
       "v=DMARC1; p=quarantine; rua=mailto:o'brien@example.com"},
      {"DMARC1; p=none", "v=DMARC1; p=none"},
      // The first of two counts today; a policy behind the addresses is still one.
      {"v=DMARC1 p=none p=reject", "v=DMARC1; p=none"},
      {"v=DMARC1; p=none; rua=mailto:a@example.com; mailto:b@example.com",
       "v=DMARC1; p=none; rua=mailto:a@example.com,mailto:b@example.com"},
      // Strict is not put in force where it is not today.
      {"v=DMARC1; p=none; aspf=strict; adkim=s", "v=DMARC1; p=none; aspf=r; adkim=s"},
      {"v=DMARC1; p=none", ""},
      {"", ""},
      {std::string(4000, 'p'), ""},
      {"v=DMARC1 " + std::string(900, '='), ""},
  }));
  CAPTURE(c.text);
  const std::string mended = correct_record(c.text);
  CHECK(mended == c.mended);
  if (!mended.empty()) CHECK(alignmail::dmarc::parse_record(mended)->faults.empty());
}

TEST_CASE("a text that begins nearly as a DMARC record was meant as one", "[dmarc]") {
  struct Case {
    std::string text;
    bool is_meant;
  };
  const auto c = GENERATE(values<Case>({
      {"v=DMARC1 p=reject", true},
      {"\"v=DMARC1; p=reject\"", true},
      {" v=DMARC1; p=none", true},
      {"v=dmarc1; p=none", true},
      {"v=DMARC; p=none", true},
      {"v = DMARC1 p=none", true},
      {"v=DMARC1; p=none", false},  // it is one
      {"v=spf1 -all", false},
      {"dmarc is set up by us", false},
      {"", false},
  }));
  CAPTURE(c.text);
  CHECK(is_meant_as_record(c.text) == c.is_meant);
}
