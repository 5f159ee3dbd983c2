// SPDX-License-Identifier: Apache-2.0
// One thing is odd about the signature of example.net, about its key, or on the way; SPF passes.
#include "make_samples/letters.hpp"
#include "make_samples/server.hpp"

namespace make_samples {
namespace {

ClubStory with_claim(std::string result, std::string remark = {}) {
  return {.verdicts = {.policy = "quarantine", .dkim = {{std::move(result), std::move(remark)}}}};
}

// --- the key ---

Files key_revoked(const std::string& name, const Keys& keys) {
  ClubStory story = with_claim("permerror", "key revoked");
  story.dns.key = "v=DKIM1; k=rsa; p=";
  return club_story(name, keys, story);
}

// The last characters were lost when the record was copied.
Files key_unreadable(const std::string& name, const Keys& keys) {
  ClubStory story = with_claim("permerror", "syntax error in key");
  story.dns.key = keys.server_rsa.record();
  story.dns.key.resize(story.dns.key.size() - 23);
  return club_story(name, keys, story);
}

Files key_of_1024_bits(const std::string& name, const Keys& keys) {
  ClubStory story;
  story.dns.key = keys.amazonses.record();
  story.edit = [&keys](Signing& signing) { signing.key = &keys.amazonses; };
  return club_story(name, keys, story);
}

Files key_testing(const std::string& name, const Keys& keys) {
  ClubStory story;
  story.dns.key = "v=DKIM1; k=rsa; t=y; p=" + keys.server_rsa.public_key();
  return club_story(name, keys, story);
}

Files key_too_large(const std::string& name, const Keys& keys) {
  ClubStory story = with_claim("fail", "signature verification failed");
  story.dns.key = keys.large_exponent.record();
  story.edit = [&keys](Signing& signing) { signing.key = &keys.large_exponent; };
  return club_story(name, keys, story);
}

// It fitted when the mail came in; the server has a new key since.
Files key_rotated(const std::string& name, const Keys& keys) {
  ClubStory story{.recipient = "you@outlook.com", .deliver = deliver_to_microsoft};
  story.dns.key = keys.token3.record();
  return club_story(name, keys, story);
}

Files two_keys(const std::string& name, const Keys& keys) {
  ClubStory story;
  story.more_dns_why = "The key of last year was left at the same name.";
  story.more_dns = [&keys](Zone& zone) { zone.text(server_key_name, keys.token3.record()); };
  return club_story(name, keys, story);
}

// --- the signature ---

Files expired(const std::string& name, const Keys& keys) {
  ClubStory story = with_claim("fail", "signature expired");
  const auto sent = std::chrono::floor<std::chrono::seconds>(sometime(name)).time_since_epoch().count();
  story.edit = [sent](Signing& signing) {
    signing.say("; t=" + std::to_string(sent + 1),
                "; t=" + std::to_string(sent - 7200) + "; x=" + std::to_string(sent - 3600));
  };
  return club_story(name, keys, story);
}

// The clock of the server runs a day ahead.
Files from_the_future(const std::string& name, const Keys& keys) {
  ClubStory story;
  const auto sent = std::chrono::floor<std::chrono::seconds>(sometime(name)).time_since_epoch().count();
  story.edit = [sent](Signing& signing) {
    signing.say("t=" + std::to_string(sent + 1), "t=" + std::to_string(sent + 86401));
  };
  return club_story(name, keys, story);
}

// l= ends before the text that somebody put below.
Files length_limited(const std::string& name, const Keys& keys) {
  ClubStory story;
  const std::string length = std::to_string(with_crlf(club_note("you@example.org").body).size());
  story.edit = [length](Signing& signing) { signing.say("bh=", "l=" + length + "; bh="); };
  story.on_the_way = [](Mail& mail) { mail.body += "\nWin a lawn mower: http://lottery.example.test/\n"; };
  return club_story(name, keys, story);
}

Files from_not_signed(const std::string& name, const Keys& keys) {
  ClubStory story = with_claim("permerror", "From field not signed");
  story.edit = [](Signing& signing) {
    signing.names = {"To", "Subject", "Date", "Message-ID"};
    signing.layout.replace(signing.layout.find("\th="), std::string::npos, "\th=To:Subject:Date:Message-ID;\n\tb=");
  };
  return club_story(name, keys, story);
}

Files identity_outside(const std::string& name, const Keys& keys) {
  ClubStory story = with_claim("permerror", "identity not within the domain");
  story.edit = [](Signing& signing) { signing.say("d=example.net;", "d=example.net; i=club@example.org;"); };
  return club_story(name, keys, story);
}

Files sha1(const std::string& name, const Keys& keys) {
  ClubStory story = with_claim("policy", "rsa-sha1 is no longer accepted");
  story.edit = [](Signing& signing) { signing.say("a=rsa-sha256", "a=rsa-sha1"); };
  return club_story(name, keys, story);
}

Files syntax_error(const std::string& name, const Keys& keys) {
  ClubStory story = with_claim("permerror", "syntax error in signature");
  story.edit = [](Signing& signing) { signing.say("c=relaxed/simple;", "c=relaxed/simple; c=relaxed/relaxed;"); };
  return club_story(name, keys, story);
}

// --- on the way ---

Files subject_tagged(const std::string& name, const Keys& keys) {
  ClubStory story = with_claim("fail", "signature verification failed");
  story.on_the_way = [](Mail& mail) {
    for (Field& field : mail.header)
      if (field.name == "Subject") field.value.insert(0, "[EXTERNAL] ");
  };
  return club_story(name, keys, story);
}

Files headers_changed(const std::string& name, const Keys& keys) {
  ClubStory story = with_claim("fail", "signature verification failed");
  story.on_the_way = [](Mail& mail) {
    for (Field& field : mail.header)
      if (field.name == "To") field.value = "Members <members@example.org>";
  };
  return club_story(name, keys, story);
}

// A mailbox file quotes lines that begin with "From ".
Files reencoded(const std::string& name, const Keys& keys) {
  ClubStory story;
  story.before_signing = [](Mail& mail) {
    mail.body.replace(mail.body.find("We plant"), 0, "From ten o'clock on there is tea.\n");
  };
  story.on_the_way = [](Mail& mail) { mail.body.insert(mail.body.find("From ten"), ">"); };
  return club_story(name, keys, story);
}

// The signer leaves trailing spaces out of the hash, as relaxed does, and says c=relaxed/simple.
Files wrong_canonicalization(const std::string& name, const Keys& keys) {
  ClubStory story = with_claim("fail", "body hash did not verify");
  story.edit = [](Signing& signing) { signing.body = "Hello,\n\nthe gate is painted.\nMind your sleeves.\n"; };
  story.before_signing = [](Mail& mail) { mail.body = "Hello,\n\nthe gate is painted.  \nMind your sleeves. \n"; };
  return club_story(name, keys, story);
}

// Somebody put a second Subject on top, which most mail programs show.
Files second_subject(const std::string& name, const Keys& keys) {
  ClubStory story;
  story.on_the_way = [](Mail& mail) { mail.insert_before("Subject", "Subject", "You have won a lawn mower"); };
  return club_story(name, keys, story);
}

// More signatures than anybody would verify.
Files many_signatures(const std::string& name, const Keys& keys) {
  ClubStory story;
  story.verdicts.dkim.assign(12, {"permerror", "no key"});
  story.verdicts.dkim.back() = {};
  story.on_the_way = [&](Mail& mail) {
    for (int i = 1; i <= 11; ++i) {
      const auto sent = std::chrono::floor<std::chrono::seconds>(sometime(name)).time_since_epoch().count();
      sign(mail, opendkim_signing("relay" + std::to_string(i) + ".test", "s", keys.server_ed25519, sent + i,
                                  {"From", "To", "Subject", "Date", "Message-ID"}));
    }
  };
  return club_story(name, keys, story);
}

constexpr Sample samples[] = {
    {"dkim-key-revoked", key_revoked},
    {"dkim-key-unreadable", key_unreadable},
    {"dkim-key-of-1024-bits", key_of_1024_bits},
    {"dkim-key-testing", key_testing},
    {"dkim-key-too-large", key_too_large},
    {"dkim-key-rotated", key_rotated},
    {"dkim-two-keys", two_keys},
    {"dkim-expired", expired},
    {"dkim-from-the-future", from_the_future},
    {"dkim-length-limited", length_limited},
    {"dkim-from-not-signed", from_not_signed},
    {"dkim-identity-outside", identity_outside},
    {"dkim-sha1", sha1},
    {"dkim-syntax-error", syntax_error},
    {"subject-tagged", subject_tagged},
    {"headers-changed", headers_changed},
    {"body-reencoded", reencoded},
    {"dkim-wrong-canonicalization", wrong_canonicalization},
    {"second-subject", second_subject},
    {"many-signatures", many_signatures},
};

}  // namespace

std::span<const Sample> dkim_samples() { return samples; }

}  // namespace make_samples
