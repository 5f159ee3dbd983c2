// SPDX-License-Identifier: Apache-2.0
// The SPF record of example.net, whose server at 203.0.113.25 sends a signed note.
#include "make_samples/server.hpp"

namespace make_samples {
namespace {

// SPF does not pass, DKIM does.
ClubStory with_record(std::string record, std::string result) {
  return {.dns = {.spf = std::move(record)}, .verdicts = {.spf = std::move(result), .policy = "quarantine"}};
}

Files syntax_error(const std::string& name, const Keys& keys) {
  return club_story(name, keys, with_record("v=spf1 mx ip4:203.0.113.300 -all", "permerror"));
}

Files too_many_lookups(const std::string& name, const Keys& keys) {
  std::string record = "v=spf1";
  for (const char letter : std::string("abcdefghijk")) record += std::string(" include:") + letter + ".provider.test";
  ClubStory story = with_record(record + " mx -all", "permerror");
  story.more_dns_why = "Eleven providers, none of which sent this mail.";
  story.more_dns = [](Zone& zone) {
    int number = 0;
    for (const char letter : std::string("abcdefghijk"))
      zone.text(std::string(1, letter) + ".provider.test",
                "v=spf1 ip4:198.51.100." + std::to_string(++number) + " -all");
  };
  return club_story(name, keys, story);
}

Files void_lookups(const std::string& name, const Keys& keys) {
  return club_story(
      name, keys, with_record("v=spf1 a:www1.example.net a:www2.example.net a:www3.example.net mx -all", "permerror"));
}

Files loop(const std::string& name, const Keys& keys) {
  ClubStory story = with_record("v=spf1 include:_spf.example.net -all", "permerror");
  story.more_dns_why = "The included record leads back.";
  story.more_dns = [](Zone& zone) { zone.text("_spf.example.net", "v=spf1 include:example.net ~all"); };
  return club_story(name, keys, story);
}

Files permits_everyone(const std::string& name, const Keys& keys) {
  return club_story(name, keys, with_record("v=spf1 mx +all", "pass"));
}

Files near_the_limit(const std::string& name, const Keys& keys) {
  std::string record = "v=spf1 mx";
  for (const char letter : std::string("abcdefg")) record += std::string(" include:") + letter + ".provider.test";
  ClubStory story = with_record(record + " -all", "pass");
  story.more_dns_why = "Seven providers, which send other mail of the club.";
  story.more_dns = [](Zone& zone) {
    int number = 0;
    for (const char letter : std::string("abcdefg"))
      zone.text(std::string(1, letter) + ".provider.test",
                "v=spf1 ip4:198.51.100." + std::to_string(++number) + " -all");
  };
  return club_story(name, keys, story);
}

Files ptr(const std::string& name, const Keys& keys) {
  return club_story(name, keys, with_record("v=spf1 ptr -all", "pass"));
}

Files include_without_record(const std::string& name, const Keys& keys) {
  return club_story(name, keys, with_record("v=spf1 include:_spf.former-provider.test mx -all", "permerror"));
}

Files neutral(const std::string& name, const Keys& keys) {
  return club_story(name, keys, with_record("v=spf1 ip4:198.51.100.7 ?all", "neutral"));
}

Files helo_only(const std::string& name, const Keys& keys) {
  ClubStory story = with_record("", "none");
  story.more_dns_why = "The server's own name has the SPF record that the domain lacks.";
  story.more_dns = [](Zone& zone) { zone.text("mail.example.net", "v=spf1 a -all"); };
  return club_story(name, keys, story);
}

// Not signed, and SPF passes by what every customer of the provider shares.
Files shared_sender(const std::string& name, const Keys& keys) {
  ClubStory story = with_record("v=spf1 include:_spf.provider.test -all", "pass");
  story.dns.rsa = false;
  story.more_dns_why = "The provider's servers, which all its customers use.";
  story.more_dns = [](Zone& zone) { zone.text("_spf.provider.test", "v=spf1 ip4:203.0.113.0/24 -all"); };
  return club_story(name, keys, story);
}

constexpr Sample samples[] = {
    {"spf-syntax-error", syntax_error},
    {"spf-too-many-lookups", too_many_lookups},
    {"spf-void-lookups", void_lookups},
    {"spf-loop", loop},
    {"spf-permits-everyone", permits_everyone},
    {"spf-near-the-limit", near_the_limit},
    {"spf-ptr", ptr},
    {"spf-include-without-record", include_without_record},
    {"spf-neutral", neutral},
    {"spf-helo-only", helo_only},
    {"spf-shared-sender", shared_sender},
};

}  // namespace

std::span<const Sample> spf_samples() { return samples; }

}  // namespace make_samples
