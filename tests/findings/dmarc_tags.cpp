// SPDX-License-Identifier: Apache-2.0
#include "findings/rules/dmarc_common.hpp"
#include "support/catch.hpp"

using namespace alignmail::findings;

TEST_CASE("a tag of a DMARC record is set in its place, added behind v=, or taken out", "[findings]") {
  struct Case {
    std::string record;
    std::string tag;
    std::string value;
    std::string mended;
  };
  const auto c = GENERATE(values<Case>({
      {"v=DMARC1; p=none; rua=mailto:a@example.com", "p", "reject", "v=DMARC1; p=reject; rua=mailto:a@example.com"},
      {"v=DMARC1;P = none ;;", "p", "reject", "v=DMARC1; p=reject"},
      {"v=DMARC1; p=none; sp=none", "sp", "reject", "v=DMARC1; p=none; sp=reject"},
      {"v=DMARC1; rua=mailto:a@example.com", "p", "reject", "v=DMARC1; p=reject; rua=mailto:a@example.com"},
      {"v=DMARC1; p=none; p=none", "p", "reject", "v=DMARC1; p=reject"},  // the second would be a fault
      {"v=DMARC1; p=reject; aspf=s; t=y", "aspf", "", "v=DMARC1; p=reject; t=y"},
      {"v=DMARC1; p=reject", "t", "", "v=DMARC1; p=reject"},
      {"v=DMARC1; p=reject; rua=mailto:a@example.com?p=none", "p", "none",
       "v=DMARC1; p=none; rua=mailto:a@example.com?p=none"},  // = in a value is no tag
      {"", "p", "none", "p=none"},
  }));
  INFO(c.record << " " << c.tag);
  CHECK(with_tag(c.record, c.tag, c.value) == c.mended);
}
