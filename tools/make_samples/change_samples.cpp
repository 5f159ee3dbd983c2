// SPDX-License-Identifier: Apache-2.0
// A server signed the note of the garden club, and one thing was changed afterwards, or hashed otherwise than it says.
// One sample for each kind of change that a diagnosis can name, beside those of other groups.
#include "base/base64.hpp"
#include "make_samples/letters.hpp"
#include "make_samples/server.hpp"

namespace make_samples {
namespace {

ClubStory broken_body() {
  return {.verdicts = {.policy = "quarantine", .dkim = {{"fail", "body hash did not verify"}}}};
}
ClubStory broken_header() {
  return {.verdicts = {.policy = "quarantine", .dkim = {{"fail", "signature verification failed"}}}};
}

// The same story with another text, of which one place is changed on the way.
ClubStory replaced_on_the_way(std::string text, std::string from, std::string to) {
  ClubStory story = broken_body();
  story.before_signing = [text](Mail& mail) { mail.body = text; };
  story.on_the_way = [from, to](Mail& mail) { mail.body.replace(mail.body.find(from), from.size(), to); };
  return story;
}

Field& field_of(Mail& mail, std::string_view name) {
  std::size_t i = 0;
  while (mail.header[i].name != name) ++i;
  return mail.header[i];
}

// --- the body ---

Files banner_added(const std::string& name, const Keys& keys) {
  ClubStory story = broken_body();
  story.on_the_way = [](Mail& mail) { mail.body.insert(0, "CAUTION: this message came from outside.\n\n"); };
  return club_story(name, keys, story);
}

Files byte_order_mark(const std::string& name, const Keys& keys) {
  ClubStory story = broken_body();
  story.on_the_way = [](Mail& mail) { mail.body.insert(0, "\xEF\xBB\xBF"); };
  return club_story(name, keys, story);
}

// "-- " above a signature of the author's own is what editors strip most often.
Files blanks_stripped(const std::string& name, const Keys& keys) {
  return club_story(
      name, keys, replaced_on_the_way("Hello,\n\nthe shed is open again.\n\n-- \nThe Garden Club\n", "-- \n", "--\n"));
}

// A line that begins with a dot gets a second one on the wire (RFC 5321 section 4.5.2); nobody took it off.
Files dots_doubled(const std::string& name, const Keys& keys) {
  return club_story(
      name, keys,
      replaced_on_the_way("Hello,\n\nread .gardenrc before you water:\n.gardenrc\nis in the shed.\n", "\n.g", "\n..g"));
}

// A program that took CR LF for LF put a CR in front of each.
Files line_ends_doubled(const std::string& name, const Keys& keys) {
  Files files = club_story(name, keys, broken_body());
  std::size_t at = files.message.find("\r\n\r\n") + 4;
  for (; (at = files.message.find("\r\n", at)) != std::string::npos; at += 3) files.message.insert(at, "\r");
  return files;
}

// The text and the HTML of a note, with a warning put into both.
Files warning_in_both_parts(const std::string& name, const Keys& keys) {
  ClubStory story = broken_body();
  story.before_signing = [](Mail& mail) {
    mail = html_letter("Garden Club <club@example.net>", "you@example.org", "Bulbs for spring",
                       "Hello,\n\nthe bulbs have arrived.\n",
                       "<html><body>\n<p>The bulbs have arrived.</p>\n</body></html>\n");
  };
  story.on_the_way = [](Mail& mail) {
    mail.body.insert(mail.body.find("Hello,"), "CAUTION: this message came from outside.\n\n");
    const std::string tag = "<body>";
    mail.body.insert(mail.body.find(tag) + tag.size(), "<p><b>CAUTION:</b> this message came from outside.</p>");
  };
  return club_story(name, keys, story);
}

// Microsoft's gateway leads links through itself, so that it can look at the page when somebody follows one.
Files links_checked(const std::string& name, const Keys& keys) {
  return club_story(
      name, keys,
      replaced_on_the_way("Hello,\n\nthe list of the bulbs is here:\nhttps://example.net/bulbs?year=2026\n",
                          "https://example.net/bulbs?year=2026",
                          "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fexample.net%2F"
                          "bulbs%3Fyear%3D2026&data=05%7C02%7C&sdata=x&reserved=0"));
}

// 998 octets are allowed (RFC 5321 section 4.5.3.1.6); many servers break what is longer.
Files long_line_broken(const std::string& name, const Keys& keys) {
  std::string line;
  for (int i = 1; line.size() < 1200; ++i) line += "bed " + std::to_string(i) + ": tulips, ";
  ClubStory story = broken_body();
  story.before_signing = [line](Mail& mail) { mail.body = "Hello,\n\n" + line + "\nThe Garden Club\n"; };
  story.on_the_way = [line](Mail& mail) { mail.body.insert(mail.body.find(line) + 990, "!\n "); };
  return club_story(name, keys, story);
}

Files footer_in_part(const std::string& name, const Keys& keys) {
  ClubStory story = broken_body();
  story.before_signing = [](Mail& mail) {
    mail = html_letter("Garden Club <club@example.net>", "you@example.org", "Bulbs for spring",
                       "Hello,\n\nthe bulbs have arrived.\n",
                       "<html><body><p>The bulbs have arrived.</p></body></html>\n");
  };
  story.on_the_way = [](Mail& mail) {
    const std::string last = "the bulbs have arrived.\n";
    mail.body.insert(mail.body.find(last) + last.size(), "\nThis mail was checked for worms.\n");
  };
  return club_story(name, keys, story);
}

Files encoded_as_quoted_printable(const std::string& name, const Keys& keys) {
  ClubStory story = replaced_on_the_way("Hello,\n\nthe caf\xC3\xA9 in the garden is open.\n", "\xC3\xA9", "=C3=A9");
  const auto write = story.before_signing;
  const auto encode = story.on_the_way;
  story.before_signing = [write](Mail& mail) {
    write(mail);
    field_of(mail, "Content-Transfer-Encoding").value = "8bit";
  };
  story.on_the_way = [encode](Mail& mail) {
    encode(mail);
    field_of(mail, "Content-Transfer-Encoding").value = "quoted-printable";
  };
  return club_story(name, keys, story);
}

// Lines of 76 characters became lines of 60.
Files base64_rewrapped(const std::string& name, const Keys& keys) {
  const std::string text =
      "Hello,\n\nthe plan of the beds is done: roses along the wall, beans by the shed, and a bench under the pear "
      "tree. Come and see.\n\nThe Garden Club\n";
  const auto wrapped = [text](std::size_t width) {
    const std::string code = alignmail::encode_base64(with_crlf(text));
    std::string lines;
    for (std::size_t i = 0; i < code.size(); i += width) lines += code.substr(i, width) + "\n";
    return lines;
  };
  ClubStory story = broken_body();
  story.before_signing = [wrapped](Mail& mail) {
    field_of(mail, "Content-Transfer-Encoding").value = "base64";
    mail.body = wrapped(76);
  };
  story.on_the_way = [wrapped](Mail& mail) { mail.body = wrapped(60); };
  return club_story(name, keys, story);
}

Files body_gone(const std::string& name, const Keys& keys) {
  ClubStory story = broken_body();
  story.on_the_way = [](Mail& mail) { mail.body.clear(); };
  return club_story(name, keys, story);
}

// --- what the signer hashed ---

// Without the line end of the last line, which no canonicalization leaves out.
Files final_newline_not_hashed(const std::string& name, const Keys& keys) {
  ClubStory story = broken_body();
  const std::string text = with_crlf("Hello,\n\nthe key is under the pot.\n");
  story.before_signing = [text](Mail& mail) { mail.body = "Hello,\n\nthe key is under the pot.\n"; };
  story.edit = [text](Signing& signing) {
    signing.say("{bh}", alignmail::encode_base64(digest(std::string_view(text).substr(0, text.size() - 2))));
  };
  return club_story(name, keys, story);
}

Files length_not_honoured(const std::string& name, const Keys& keys) {
  ClubStory story = broken_body();
  story.edit = [](Signing& signing) { signing.say("bh=", "l=42; bh="); };
  return club_story(name, keys, story);
}

// --- the header ---

// A list that speaks for its members puts itself into From.
Files from_rewritten(const std::string& name, const Keys& keys) {
  ClubStory story = broken_header();
  story.on_the_way = [](Mail& mail) {
    const std::string author = field_of(mail, "From").value;
    field_of(mail, "From").value = "Garden Club via Members <members@example.net>";
    mail.add("X-Original-From", author);
  };
  return club_story(name, keys, story);
}

// Below the signed one, where h= counts from.
Files field_added(const std::string& name, const Keys& keys) {
  ClubStory story = broken_header();
  story.on_the_way = [](Mail& mail) { mail.add("Subject", "Bulbs for spring, sent on by the gate"); };
  return club_story(name, keys, story);
}

// Relaxed canonicalization forgives a fold at a space, and none inside a word.
Files header_refolded(const std::string& name, const Keys& keys) {
  ClubStory story = broken_header();
  story.before_signing = [](Mail& mail) { field_of(mail, "Subject").value = "Bulbs, compost and wheelbarrows"; };
  story.on_the_way = [](Mail& mail) { field_of(mail, "Subject").value = "Bulbs, compost and wheel\n barrows"; };
  return club_story(name, keys, story);
}

Files signed_field_gone(const std::string& name, const Keys& keys) {
  ClubStory story = broken_header();
  story.on_the_way = [](Mail& mail) {
    std::erase_if(mail.header, [](const Field& field) { return field.name == "MIME-Version"; });
  };
  return club_story(name, keys, story);
}

// z= keeps what the fields were (RFC 6376 section 3.5).
Files copied_fields_tell(const std::string& name, const Keys& keys) {
  ClubStory story = broken_header();
  story.edit = [](Signing& signing) { signing.say("bh=", "z=Subject:=20Bulbs=20for=20spring;\n\tbh="); };
  story.on_the_way = [](Mail& mail) { field_of(mail, "Subject").value = "Your flowers"; };
  return club_story(name, keys, story);
}

constexpr Sample samples[] = {
    {"banner-added", banner_added},
    {"byte-order-mark", byte_order_mark},
    {"blanks-stripped", blanks_stripped},
    {"dots-doubled", dots_doubled},
    {"line-ends-doubled", line_ends_doubled},
    {"footer-in-part", footer_in_part},
    {"warning-in-both-parts", warning_in_both_parts},
    {"links-checked", links_checked},
    {"long-line-broken", long_line_broken},
    {"encoded-as-quoted-printable", encoded_as_quoted_printable},
    {"base64-rewrapped", base64_rewrapped},
    {"body-gone", body_gone},
    {"final-newline-not-hashed", final_newline_not_hashed},
    {"length-not-honoured", length_not_honoured},
    {"from-rewritten", from_rewritten},
    {"field-added", field_added},
    {"header-refolded", header_refolded},
    {"signed-field-gone", signed_field_gone},
    {"copied-fields-tell", copied_fields_tell},
};

}  // namespace

std::span<const Sample> change_samples() { return samples; }

}  // namespace make_samples
