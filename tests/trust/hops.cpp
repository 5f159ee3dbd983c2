// SPDX-License-Identifier: Apache-2.0
#include "support/catch.hpp"
#include "trust/support.hpp"

using namespace alignmail;
using namespace alignmail::trust;

namespace {

std::string client_of_boundary(const Lines& lines) {
  const Assessment assessment = assess(mail(lines), {});
  if (!assessment.boundary) return "no boundary";
  const auto& address = assessment.hops[*assessment.boundary].received.address;
  return address ? address->to_string() : "no address";
}

const std::string outside =
    "Received: from a1.sender.test (a1.sender.test [192.0.2.1]) by mx.example.org (Postfix) with ESMTPS id 1; "
    "Mon, 2 Nov 2026 09:15:29 +0000";
// What a sender may put below: an address that would pass.
const std::string forged =
    "Received: from mail.example.com (mail.example.com [203.0.113.9]) by mx.example.org with ESMTPS id 0; "
    "Mon, 2 Nov 2026 09:15:28 +0000";

}  // namespace

TEST_CASE("the boundary is the topmost hop that came from outside", "[trust]") {
  struct Case {
    std::string_view why;
    Lines lines;
    std::string_view client;
  };
  const auto c = GENERATE(values<Case>({
      {"one hop", {outside}, "192.0.2.1"},
      {"a forged line below is not looked at", {outside, forged}, "192.0.2.1"},
      {"no Received at all", {}, "no boundary"},
      {"LMTP to the store",
       {"Received: from mx.example.org by store with LMTP id 7; Mon, 2 Nov 2026 09:15:30 +0000", outside},
       "192.0.2.1"},
      {"a private address inside",
       {"Received: from mx.example.org (mx.example.org [10.0.0.2]) by store.example.org with ESMTP id 7; Mon, 2 Nov "
        "2026 09:15:30 +0000",
        outside},
       "192.0.2.1"},
      {"a public address of the same organization, by the name that was looked up",
       {"Received: from mx.example.org (mx.example.org [198.51.100.2]) by store.example.org with ESMTP id 7; Mon, 2 "
        "Nov 2026 09:15:30 +0000",
        outside},
       "192.0.2.1"},
      {"a content filter",
       {"Received: from localhost (localhost [127.0.0.1]) by mx.example.org (Postfix) with ESMTP id "
        "8; Mon, 2 Nov 2026 09:15:31 +0000",
        "Received: from mx.example.org ([127.0.0.1]) by localhost (mx.example.org [127.0.0.1]) "
        "(amavisd-new, port 10024) with ESMTP id 7; Mon, 2 Nov 2026 09:15:30 +0000",
        outside},
       "192.0.2.1"},
      {"names of internal hosts",
       {"Received: from compute5.internal (compute5.nyi.internal [10.202.2.45]) by sloti53 "
        "(Cyrus 3.9) with LMTPA; Mon, 2 Nov 2026 09:15:31 +0000",
        "Received: from mx1 ([10.202.2.200]) by compute5.internal (LMTPProxy); Mon, 2 Nov "
        "2026 09:15:31 +0000",
        "Received: from mx.example.org (localhost [127.0.0.1]) by mailmx.nyi.internal "
        "(Postfix) with ESMTP id 8; Mon, 2 Nov 2026 09:15:31 +0000",
        "Received: from mailmx.nyi.internal (localhost [127.0.0.1]) by mx.example.org "
        "(Authentication Milter) with ESMTP id 9; Mon, 2 Nov 2026 09:15:31 +0000",
        outside},
       "192.0.2.1"},
      {"a line without from",
       {"Received: (qmail 7 invoked by uid 89); 2 Nov 2026 09:15:30 -0000", outside},
       "192.0.2.1"},
      {"Gmail", gmail(), "192.0.2.1"},
      {"Microsoft", microsoft(), "192.0.2.1"},
      {"fetched by POP",
       {"Received: from pop.example.net [198.51.100.9] by localhost with POP3 (fetchmail-6.4); Mon, 2 "
        "Nov 2026 09:15:30 +0000",
        outside},
       "192.0.2.1"},
      {"a list's own hop is outside",
       {"Received: from lists.example.net (lists.example.net [198.51.100.80]) by mx.example.org (Postfix) with ESMTPS "
        "id 2; Mon, 2 Nov 2026 09:15:30 +0000",
        "Received: from a1.sender.test (a1.sender.test [192.0.2.1]) by lists.example.net (Postfix) with ESMTPS id 1; "
        "Mon, 2 Nov 2026 09:15:29 +0000"},
       "198.51.100.80"},
      {"no address written: who it was stays open, and nobody looks further down",
       {"Received: from a1.sender.test by mx.example.org with SMTP id 3; Mon, 2 Nov 2026 09:15:29 +0000", forged},
       "no address"},
  }));
  CAPTURE(c.why);
  CHECK(client_of_boundary(c.lines) == c.client);
}

TEST_CASE("a client cannot make its hop internal", "[trust]") {
  struct Case {
    std::string_view why;
    std::string top;
  };
  const auto c = GENERATE(values<Case>({
      {"HELO like the receiver", "from mx2.example.org (unknown [198.51.100.66]) by mx.example.org (Postfix)"},
      {"HELO like the receiver, another name looked up",
       "from mx2.example.org (mail.evil.test [198.51.100.66]) by mx.example.org (Postfix)"},
      {"HELO is a private address", "from [10.0.0.1] (mail.evil.test [198.51.100.66]) by mx.example.org (Postfix)"},
      {"HELO is localhost", "from localhost (mail.evil.test [198.51.100.66]) by mx.example.org (Postfix)"},
      {"as Exchange writes it: HELO and address only",
       "from x.prod.outlook.test (198.51.100.66) by FD1.mail.protection.outlook.test (10.167.242.185) with Microsoft"},
      {"and no address of its own", "from mx2.example.org (198.51.100.66) by mx.example.org"},
  }));
  CAPTURE(c.why);
  const Lines lines{"Received: " + c.top + " with ESMTPS id 1; Mon, 2 Nov 2026 09:15:29 +0000", forged};
  CHECK(client_of_boundary(lines) == "198.51.100.66");
}

TEST_CASE("behind a proxy that hides the client, the next line is a stranger's", "[trust]") {
  const Lines lines{
      "Received: from mail.evil.test (unknown [172.18.0.1]) by mx.example.org (Postfix) with ESMTPS id 1; "
      "Mon, 2 Nov 2026 09:15:29 +0000",
      "Received: from mail.example.com (mail.example.com [203.0.113.9]) by relay.example.net with ESMTPS "
      "id 0; Mon, 2 Nov 2026 09:15:28 +0000"};
  CHECK(client_of_boundary(lines) == "172.18.0.1");
}

TEST_CASE("a line without a public address is internal only where its client wrote the next one", "[trust]") {
  struct Case {
    std::string_view why;
    std::string top;
    std::string_view client;
  };
  const auto c = GENERATE(values<Case>({
      {"a relay inside, by its HELO", "from mx.example.org (unknown [10.0.0.5]) by store.example.org", "203.0.113.9"},
      {"by the name that was looked up", "from relay (mx.example.org [10.0.0.5]) by store.example.org", "203.0.113.9"},
      {"by the first label of its name", "from mx (unknown [10.0.0.5]) by store.example.org", "203.0.113.9"},
      {"no address: the name is the client's own word", "from mx.example.org by store.example.org", "no address"},
      {"no address, where no stranger comes", "from mx.example.org by store.internal", "203.0.113.9"},
      {"a proxy that hides a stranger", "from evil.test (unknown [10.0.0.5]) by mx.example.org", "10.0.0.5"},
      {"one of containers", "from evil.test (_gateway [172.18.0.1]) by mx.example.org", "172.18.0.1"},
      {"one of carriers", "from evil.test (unknown [100.64.0.5]) by mx.example.org", "100.64.0.5"},
      {"a short HELO and no address", "from pc by mx.example.org", "no address"},
      {"localhost and no address", "from localhost by mx.example.org", "no address"},
      {"another host of the receiver and no address", "from mx2.example.org by mx.example.org", "no address"},
      {"two addresses that disagree", "from foo (evil.test [198.51.100.66]) (x [192.0.2.7]) by mx.example.org",
       "no address"},
      {"a HELO that brings an address", "from x([127.0.0.1]) (evil.test [198.51.100.66]) by mx.example.org",
       "no address"},
      {"a name that may be forged",
       "from evil.test (mail.example.org [198.51.100.66] (may be forged)) by mx.example.org", "198.51.100.66"},
  }));
  CAPTURE(c.why);
  const Lines lines{"Received: " + c.top + " with ESMTPS id 1; Mon, 2 Nov 2026 09:15:29 +0000", forged};
  CHECK(client_of_boundary(lines) == c.client);
}

TEST_CASE("what only looks like the receiver's own host does not make a hop internal", "[trust]") {
  struct Case {
    std::string_view why;
    std::string client;  // as the Received names it
    std::string by;
    std::string below;  // who wrote the next line
    std::string_view address;
  };
  const auto c = GENERATE(values<Case>({
      {"a neighbour below a public suffix", "mail.one.school.nz (mail.one.school.nz [198.51.100.66])",
       "mx.two.school.nz (Postfix)", "mail.one.school.nz", "198.51.100.66"},
      {"another customer of a hoster", "one.github.io (one.github.io [198.51.100.66])", "two.github.io",
       "one.github.io", "198.51.100.66"},
      {"a name that the hoster made of the address",
       "static.66.100.51.198.hoster.example (static.66.100.51.198.hoster.example [198.51.100.66])",
       "static.7.100.51.198.hoster.example", "static.66.100.51.198.hoster.example", "198.51.100.66"},
      {"a name that qmail did not look up back", "relay.example.org (HELO relay.example.org) (198.51.100.66)",
       "mx.example.org", "relay.example.org", "198.51.100.66"},
      {"an address near that of an Exchange server", "relay.example.org (198.51.100.66)", "mx.example.org (198.51.7.7)",
       "relay.example.org", "198.51.100.66"},
      {"a wrapper on the server's own host", "relay.evil.test (localhost [127.0.0.1])", "mx.example.org",
       "relay.evil.test", "127.0.0.1"},
  }));
  CAPTURE(c.why);
  const Lines lines{"Received: from " + c.client + " by " + c.by + " with ESMTP id 1; Mon, 2 Nov 2026 09:15:29 +0000",
                    "Received: from mail.example.com (mail.example.com [203.0.113.9]) by " + c.below +
                        " with ESMTPS id 0; Mon, 2 Nov 2026 09:15:28 +0000"};
  CHECK(client_of_boundary(lines) == c.address);
}

TEST_CASE("a filter on the server's own host is a part of it", "[trust]") {
  const auto top = GENERATE(values<std::string>({
      "from localhost (localhost [127.0.0.1])",
      "from mx.example.org (localhost [127.0.0.1])",
      "from [127.0.0.1] (localhost [127.0.0.1])",
      "from filter.internal (localhost [127.0.0.1])",
  }));
  CAPTURE(top);
  CHECK(client_of_boundary({"Received: " + top +
                                " by mx.example.org (Postfix) with ESMTP id 2; Mon, 2 Nov 2026 "
                                "09:15:30 +0000",
                            outside}) == "192.0.2.1");
}

TEST_CASE("the client that was checked is the client of the boundary", "[trust]") {
  // The name that was looked up is the sender's own choice where a server does not look it up back.
  const Lines lines{
      "Received-SPF: fail (mx.example.org: domain of example.com does not designate 198.51.100.66 as "
      "permitted sender) client-ip=198.51.100.66; receiver=mx.example.org",
      "Received: from x.example.org (x.example.org [198.51.100.66]) by mx.example.org with ESMTP id 1; "
      "Mon, 2 Nov 2026 09:15:29 +0000",
      forged};
  CHECK(client_of_boundary(lines) == "198.51.100.66");
}

TEST_CASE("the time of receipt is that of the topmost line", "[trust]") {
  const auto received_at = [](const Lines& lines) {
    const auto time = assess(mail(lines), {}).received_at;
    return time ? time->time_since_epoch().count() : 0;
  };
  CHECK(received_at(gmail()) == 1793610930);
  CHECK(received_at({outside, forged}) == 1793610929);
  // A line without a date is passed over, but never beyond the boundary.
  CHECK(received_at({"Received: from mx.example.org by store with LMTP", outside}) == 1793610929);
  CHECK(received_at({"Received: from a1.sender.test (a1.sender.test [192.0.2.1]) by mx.example.org", forged}) == 0);
  CHECK(received_at({}) == 0);
}

TEST_CASE("hops are listed top down, two hundred at most", "[trust]") {
  const Lines many(300, outside);
  const Assessment assessment = assess(mail(many), {});
  CHECK(assessment.hops.size() == 200);
  CHECK(assessment.boundary == 0U);
  CHECK(assess(mail(gmail()), {}).hops.front().line == 2);
}

TEST_CASE("many hops and many results are read", "[trust]") {
  std::string results = "Authentication-Results: mx.example.org";
  for (int i = 0; i < 90; ++i) results += "; spf=pass (domain of a@example.com designates 192.0.2.200 as permitted)";
  const Lines lines(100, results);
  const Lines inside(200,
                     "Received: from mx.example.org (mx.example.org [198.51.100.2]) by store.example.org with ESMTP "
                     "id 7; Mon, 2 Nov 2026 09:15:30 +0000");
  CHECK_FALSE(assess(mail(lines + inside), {}).boundary);
}
