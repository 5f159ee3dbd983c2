// SPDX-License-Identifier: Apache-2.0
#include "dkim/copied.hpp"

#include "support/catch.hpp"
#include "support/dkim.hpp"

using namespace alignmail;
using namespace alignmail::dkim;

namespace {

std::string listed(std::string_view text) {
  std::string out;
  for (const CopiedField& copy : parse_copied_fields(text)) out += "[" + copy.name + "=" + copy.value + "]";
  return out;
}

}  // namespace

TEST_CASE("copied fields are read as RFC 6376 section 2.11 encodes them", "[dkim]") {
  const auto c = GENERATE(table<std::string, std::string>({
      {"From:a@b|Subject:x", "[From=a@b][Subject=x]"},
      {"From: a=20b", "[From=a b]"},
      {"Subject:=20two=20\r\n words", "[Subject= two words]"},  // white space means nothing
      {"Subject:a=7Cb=3Ac", "[Subject=a|b:c]"},
      {"Subject:a=3db", "[Subject=a=b]"},  // lower case is read, too
      {"Subject:a=b", "[Subject=a=b]"},    // no encoding
      {"Subject:a=", "[Subject=a=]"},
      {"no colon|To:x", "[To=x]"},
      {":x", ""},
      {"", ""},
      {"|||", ""},
  }));
  CHECK(listed(std::get<0>(c)) == std::get<1>(c));
}

TEST_CASE("outside of copies only digits in upper case encode", "[dkim]") {
  CHECK(decode_quoted_printable("a=3Bb =40\r\n c") == "a;b@c");
  CHECK(decode_quoted_printable("a=3b=de@b=4") == "a=3b=de@b=4");
}

TEST_CASE("a hundred copies are read, no more", "[dkim]") {
  std::string text = "A:x";
  for (int i = 0; i < 1000; ++i) text += "|A:x";
  CHECK(parse_copied_fields(text).size() == 100);
}

TEST_CASE("a field differs from its copy when readers see another value", "[dkim]") {
  const auto c = GENERATE(table<std::string, std::string>({
      {"Subject:=20Order=2066=20of=20today", ""},
      {"Subject:Order=20=2066=20of=20=0D=0A=20today", ""},  // folds and runs of spaces do not count
      {"subject:=20order", "Subject"},
      {"From:=20Ann=20<ann@example.com>|To:=20x", "To"},
      {"Cc:=20gone", "(gone)"},
  }));
  const message::Message message = support::parsed(support::letter());
  std::string names;
  for (const CopiedDifference& difference : copied_differences(message, {.copied_fields = std::get<0>(c)})) {
    names += difference.field == nullptr ? "(gone)" : std::string(difference.field->name);
  }
  CHECK(names == std::get<1>(c));
}
