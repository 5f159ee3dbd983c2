// SPDX-License-Identifier: Apache-2.0
// Who the author is: From fields that leave it open, or mean to deceive.
#include "make_samples/server.hpp"

namespace make_samples {
namespace {

ClubStory with_from(std::string from) {
  ClubStory story;
  story.before_signing = [from = std::move(from)](Mail& mail) { mail.header.front().value = from; };
  return story;
}

Files two_domains(const std::string& name, const Keys& keys) {
  ClubStory story = with_from("Garden Club <club@example.net>, Village Hall <hall@example.org>");
  story.verdicts.dmarc = "";
  return club_story(name, keys, story);
}

// Some programs read the first address, some the last.
Files ambiguous(const std::string& name, const Keys& keys) {
  ClubStory story = with_from("Garden Club <club@example.net> <service@bank.test>");
  story.verdicts.dmarc = "";
  return club_story(name, keys, story);
}

Files name_shows_address(const std::string& name, const Keys& keys) {
  return club_story(name, keys, with_from("\"service@bank.test\" <club@example.net>"));
}

// The second letter of "Bank" is Cyrillic.
Files mixed_scripts(const std::string& name, const Keys& keys) {
  return club_story(name, keys, with_from("=?UTF-8?Q?Your_B=D0=B0nk?= <club@example.net>"));
}

constexpr Sample samples[] = {
    {"from-two-domains", two_domains},
    {"from-ambiguous", ambiguous},
    {"from-name-shows-address", name_shows_address},
    {"from-mixed-scripts", mixed_scripts},
};

}  // namespace

std::span<const Sample> author_samples() { return samples; }

}  // namespace make_samples
