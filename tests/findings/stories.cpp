// SPDX-License-Identifier: Apache-2.0
#include "findings/stories.hpp"

#include <set>

#include "alignmail/findings.hpp"
#include "support/catch.hpp"

using namespace alignmail::findings;

TEST_CASE("every finding has its story, and no story is told twice", "[findings]") {
  for (const Rule* rule : catalogue()) {
    CAPTURE(rule->id);
    const Story* story = find_story(rule->id);
    REQUIRE(story);
    CHECK(story->comes_about.ends_with("."));
    CHECK((story->myth.empty() || story->myth.ends_with(".")));
  }
  std::set<std::string_view> ids;
  for (const auto stories : {ses_stories(), dns_record_stories(), message_stories()}) {
    for (const Story& story : stories) CHECK(ids.insert(story.id).second);
  }
}

namespace {

struct MythCase {
  std::string_view id;
  std::string_view says;  // what is so
};

}  // namespace

TEST_CASE("what guides get wrong about SES is named where it bites", "[findings]") {
  const auto c = GENERATE(values<MythCase>({
      {"SES004", "no policy needs strict alignment"},     // strict SPF with a custom MAIL FROM
      {"SES022", "Receivers look at the bounce domain"},  // SPF at the apex
      {"DMARC001", "It is a TXT record at _dmarc"},       // DMARC as a CNAME
      {"SES015", "the domain is verified by DKIM"},       // _amazonses needed
      {"SES008", "cannot stand in for any of them"},      // the same
      {"SES010", "SES names the zone of each identity"},  // dkim.amazonses.com everywhere
      {"SES012", "Only d= of your own domain counts"},    // an address identity is enough
      {"SES006", "It says nothing of SPF"},               // SUCCESS
      {"SES024", "The word of the API is SUCCESS"},       // VERIFIED
      {"SPF007", "only DKIM survives"},                   // SPF and forwarding
      {"DMARC004", "p=reject does not need strict"},
  }));
  INFO(c.id);
  const Story* story = find_story(c.id);
  REQUIRE(story);
  CHECK(story->myth.find(c.says) != std::string_view::npos);
}
