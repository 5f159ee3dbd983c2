// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "alignmail/headers.hpp"
#include "base/limits.hpp"
#include "base/time.hpp"
#include "support/catch.hpp"

using namespace alignmail;
using namespace alignmail::message;

namespace {

std::string address(const Received& received) { return received.address ? received.address->to_string() : ""; }

}  // namespace

TEST_CASE("the client is read from where each server writes it", "[message]") {
  struct Case {
    std::string body;
    std::string from;  // HELO
    std::string from_host;
    std::string address;
  };
  const auto c = GENERATE(values<Case>({
      // Postfix, Sendmail
      {"from a.example (a.example [192.0.2.1])\r\n\tby mx.example.org", "a.example", "a.example", "192.0.2.1"},
      {"from helo.test (unknown [192.0.2.1]) by mx.example.org", "helo.test", "", "192.0.2.1"},
      {"from helo.test (host.test [IPv6:2001:db8::1]) by mx", "helo.test", "host.test", "2001:db8::1"},
      {"from helo.test (host.test [192.0.2.1] (may be forged)) by mx", "helo.test", "", "192.0.2.1"},
      {"from helo.test (root@host.test [192.0.2.1]) by mx", "helo.test", "host.test", "192.0.2.1"},
      {"from a.example (a.example [192.0.2.1])\r\n (using TLSv1.3 with cipher X (256/256 bits))\r\n by mx", "a.example",
       "a.example", "192.0.2.1"},
      // Gmail: a final dot
      {"from a.example (a.example. [192.0.2.1])\r\n by mx.google.com", "a.example", "a.example", "192.0.2.1"},
      {"from [192.0.2.9] (host.test. [192.0.2.1]) by mx.google.com", "[192.0.2.9]", "host.test", "192.0.2.1"},
      // Exchange, Cloudflare
      {"from a.example (192.0.2.1) by mx.example.net (10.0.0.1)", "a.example", "", "192.0.2.1"},
      {"from a.example (2001:db8::1) by mx.example.net (::1)", "a.example", "", "2001:db8::1"},
      {"from a.example (192.0.2.1)\r\n by cloudflare-email.net (cloudflare) id x", "a.example", "", "192.0.2.1"},
      {"from a.example (192.0.2.1:2525) by mx", "a.example", "", "192.0.2.1"},
      // Coremail, QQ
      {"from a.example (unknown [192.0.2.1]) by mx19 (Coremail) with SMTP id x", "a.example", "", "192.0.2.1"},
      {"from 192.0.2.1 (unknown [192.0.2.1]) by newmx (NewMX) with SMTP id x", "192.0.2.1", "", "192.0.2.1"},
      // zmailer
      {"from host.test ([192.0.2.1]:44442 \"EHLO helo.test\" rhost-flags-OK-OK-OK-OK) by lists.example.org",
       "helo.test", "host.test", "192.0.2.1"},
      {"from unknown ([192.0.2.1]:44442 \"EHLO [192.0.2.9]\" rhost-flags-FAIL) by lists.example.org", "[192.0.2.9]", "",
       "192.0.2.1"},
      // qmail, Yahoo
      {"from unknown (HELO helo.test) (192.0.2.1) by 0 with SMTP", "helo.test", "", "192.0.2.1"},
      {"from host.test (HELO helo.test) (user@192.0.2.1) by 0 with SMTP", "helo.test", "host.test", "192.0.2.1"},
      {"from unknown (HELO [192.0.2.9]) (192.0.2.1) by 0 with SMTP", "[192.0.2.9]", "", "192.0.2.1"},
      {"from 192.0.2.1 (EHLO helo.test) by 10.0.0.1 with SMTPs", "helo.test", "", "192.0.2.1"},
      // Exim
      {"from host.test ([192.0.2.1] helo=helo.test) by mx with esmtp (Exim 4.96)", "helo.test", "host.test",
       "192.0.2.1"},
      {"from host.test ([192.0.2.1]:2525 helo=[192.0.2.9]) by mx", "[192.0.2.9]", "host.test", "192.0.2.1"},
      {"from [192.0.2.1] (helo=helo.test) by mx with esmtp (Exim 4.96)", "helo.test", "", "192.0.2.1"},
      {"from [192.0.2.1] (port=2525 helo=helo.test) by mx", "helo.test", "", "192.0.2.1"},
      {"from [192.0.2.1] by mx with esmtp (Exim 4.96)", "[192.0.2.1]", "", "192.0.2.1"},
      {"from host.test ([192.0.2.1]) by mx with esmtps", "host.test", "", "192.0.2.1"},
      // Only the client's own words: nothing is known.
      {"from [192.0.2.1] by mx with ESMTP", "[192.0.2.1]", "", ""},
      {"from 192.0.2.1 by mx with ESMTP", "192.0.2.1", "", ""},
      {"from a.example by mx with LMTP", "a.example", "", ""},
      {"from a.example (authenticated) by mx with ESMTP", "a.example", "", ""},
      {"from x (y [192.0.2.9]) (host.test [192.0.2.1]) by mx", "x", "y", ""},  // two places disagree
      {"from x (host.test [192.0.2.300]) by mx", "x", "", ""},
      {"by mx.example.org with SMTP id x", "", "", ""},
      {"(from user@localhost) by mx.example.org", "", "", ""},
      {"(qmail 7 invoked by uid 500)", "", "", ""},
      // A client that calls itself like a keyword.
      {"from by (host.test [192.0.2.1]) by mx.example.org", "by", "host.test", "192.0.2.1"},
  }));
  CAPTURE(c.body);
  const Received received = parse_received(c.body + "; Thu, 1 Jan 2026 00:00:01 +0000");
  CHECK(received.from == c.from);
  CHECK(received.from_host == c.from_host);
  CHECK(address(received) == c.address);
  REQUIRE(received.date);
  CHECK(to_rfc3339(*received.date) == "2026-01-01T00:00:01Z");
}

TEST_CASE("a name that its server did not look up back is told", "[message]") {
  CHECK_FALSE(parse_received("from host.test (HELO helo.test) (192.0.2.1) by mx with SMTP").is_host_proven);
  CHECK(parse_received("from helo.test (host.test [192.0.2.1]) by mx with SMTP").is_host_proven);
  CHECK(parse_received("from host.test ([192.0.2.1] helo=helo.test) by mx with esmtp (Exim 4.96)").is_host_proven);
}

TEST_CASE("the clauses are read in any order, with comments between", "[message]") {
  const Received received = parse_received(
      " from a.example (a.example [192.0.2.1]) (using TLSv1.2 with cipher X (256/256 bits))\r\n"
      "\t(No client certificate requested) by mx.example.org (Postfix; (nested)) with ESMTPS id 4ABC\r\n"
      "\tfor <b@example.org>; Thu, 1 Jan 2026 01:00:01 +0100 (CET)\r\n");
  CHECK(received.by == "mx.example.org");
  CHECK(received.with == "ESMTPS");
  CHECK(received.id == "4ABC");
  CHECK(received.for_address == "b@example.org");
  CHECK(received.tls == "TLSv1.2");
  CHECK(to_rfc3339(*received.date) == "2026-01-01T00:00:01Z");

  const Received other = parse_received(
      "id 7 with Microsoft SMTP Server (version=TLS1_3, cipher=X) via Frontend "
      "Transport by b.example from c.example (192.0.2.2)");
  CHECK(other.from == "c.example");
  CHECK(other.by == "b.example");
  CHECK(other.with == "Microsoft SMTP Server");
  CHECK(other.id == "7");
  CHECK(other.tls == "TLSv1.3");
  CHECK(address(other) == "192.0.2.2");
  CHECK_FALSE(other.date);
}

TEST_CASE("the date stands behind the last semicolon outside comments and quotes", "[message]") {
  struct Case {
    std::string body;
    std::string date;
  };
  const auto c = GENERATE(values<Case>({
      {"by mx (ORCPT <rfc822;b@example.org>); Thu, 1 Jan 2026 00:00:01 +0000", "2026-01-01T00:00:01Z"},
      {"by mx; for x; Thu, 1 Jan 2026 00:00:01 +0000", "2026-01-01T00:00:01Z"},
      {"by mx for <\"a;b\"@example.org>; 1 Jan 2026 00:00:01 GMT", "2026-01-01T00:00:01Z"},
      {"by mx; Thu, 1 Jan 2026 00:00:01 +0000 (a; b)", "2026-01-01T00:00:01Z"},
      {"by mx; tomorrow", ""},
      {"by mx", ""},
      {"by mx (never closed; Thu, 1 Jan 2026 00:00:01 +0000", "2026-01-01T00:00:01Z"},
  }));
  CAPTURE(c.body);
  const Received received = parse_received(c.body);
  CHECK((received.date ? to_rfc3339(*received.date) : "") == c.date);
  CHECK(received.by == "mx");
}

TEST_CASE("the envelope sender and TLS are read where servers remark on them", "[message]") {
  struct Case {
    std::string body;
    std::string envelope_from;
    std::string tls;
  };
  const auto c = GENERATE(values<Case>({
      {"from a by b with LMTP id x (envelope-from <x@example.com>) for <b@example.org>", "<x@example.com>", ""},
      {"from a by b with esmtps (TLS1.3) tls TLS_AES_256_GCM_SHA384 (Exim 4.96) (envelope-from <>) id x", "<>",
       "TLSv1.3"},
      {"by b with ESMTP (envelope-sender <x@example.com>)", "<x@example.com>", ""},
      {"by b with ESMTP (envelope-from=x@example.com)", "x@example.com", ""},
      {"by b for <b@example.org> (version=TLS1_3 cipher=X bits=128/128)", "", "TLSv1.3"},
      {"by b with esmtps (TLSv1.2:ECDHE-RSA:256)", "", "TLSv1.2"},
      {"by b (version=TLSv1 cipher=X)", "", "TLSv1"},
      {"by b (version=SSLv3)", "", "SSLv3"},
      {"by b (TLS_AES_256)", "", ""},
      {"from TLSv1.3 (TLSv1.3 [192.0.2.1]) by b with SMTP", "", ""},  // the client's own name
      {"from x (HELO envelope-from=y@example.com) (192.0.2.1) by b", "", ""},
  }));
  CAPTURE(c.body);
  const Received received = parse_received(c.body);
  CHECK(received.envelope_from == c.envelope_from);
  CHECK(received.tls == c.tls);
}

TEST_CASE("floods in a Received field take time that grows with their size alone", "[message]") {
  const auto unit =
      GENERATE(values<std::string>({"(", "\"", "\"\\\"", "\\\"", "()", "[", ";", "from ", "from (", "@", "(HELO "}));
  std::string body = "from \"x (";
  while (body.size() < limits::field_octets) body += unit;
  CHECK_FALSE(parse_received(body).address);
}
