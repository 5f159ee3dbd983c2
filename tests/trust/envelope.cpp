// SPDX-License-Identifier: Apache-2.0
#include "support/catch.hpp"
#include "trust/support.hpp"

using namespace alignmail;
using namespace alignmail::trust;

namespace {

Envelope envelope(const Lines& lines, const Given& given = {}) { return assess(mail(lines), given).envelope; }

const std::string hop =
    "Received: from helo.sender.test (a1.sender.test [192.0.2.1]) by mx.example.org (Postfix) with ESMTPS id 1; Mon, 2 "
    "Nov 2026 09:15:29 +0000";

}  // namespace

TEST_CASE("MAIL FROM comes from the surest place, and the report can say which", "[trust]") {
  struct Case {
    std::string_view why;
    Lines lines;
    std::string_view mail_from;
    EnvelopeSource source;
  };
  using enum EnvelopeSource;
  const auto c = GENERATE(values<Case>({
      {"nothing", {hop}, "", None},
      {"Return-Path", {"Return-Path: <bounce@send.example.com>", hop}, "bounce@send.example.com", ReturnPath},
      {"without brackets, below the content, as Exchange writes it",
       microsoft() + Lines{signature, "Return-Path: bounce@send.example.com"}, "bounce@send.example.com", ReturnPath},
      {"below, and the receiver checked another", microsoft() + Lines{signature, "Return-Path: <admin@example.net>"},
       "send.example.com", AuthenticationResults},
      {"below, and nobody says the same", {hop, "Return-Path: <ceo@example.com>"}, "", None},
      {"below, and the boundary recorded another",
       {"Received: from a1.sender.test (a1.sender.test [192.0.2.1]) by mx.example.org with esmtps (envelope-from "
        "<bounce@send.example.com>) id 1; Mon, 2 Nov 2026 09:15:29 +0000",
        "Return-Path: <ceo@example.com>"},
       "bounce@send.example.com",
       Received},
      {"a trusted Received-SPF",
       {"Received-SPF: pass (x) envelope-from=\"bounce@send.example.com\"; "
        "receiver=mx.example.org; client-ip=192.0.2.1",
        hop},
       "bounce@send.example.com",
       ReceivedSpf},
      {"trusted results, an address before a domain",
       {"Received-SPF: pass (mx.example.org: x) envelope-from=send.example.com; receiver=mx.example.org",
        "Authentication-Results: mx.example.org; spf=pass smtp.mailfrom=bounce@send.example.com", hop},
       "bounce@send.example.com",
       AuthenticationResults},
      {"the domain alone, with its @",
       {"Received-SPF: pass (x) envelope-from=@send.example.com; receiver=mx.example.org; client-ip=192.0.2.1", hop},
       "send.example.com",
       ReceivedSpf},
      {"the same in results, which say no more than the other field",
       {"Received-SPF: pass (mx.example.org: x) envelope-from=send.example.com; receiver=mx.example.org",
        "Authentication-Results: mx.example.org; spf=pass smtp.mailfrom=@send.example.com", hop},
       "send.example.com",
       ReceivedSpf},
      {"in results alone",
       {"Authentication-Results: mx.example.org; spf=pass smtp.mailfrom=@send.example.com", hop},
       "send.example.com",
       AuthenticationResults},
      {"Return-Path with comments",
       {"Return-Path: (c) < bounce@send.example.com > (c)", hop},
       "bounce@send.example.com",
       ReturnPath},
      {"results of others say nothing",
       {hop, signature,
        "Authentication-Results: mx.example.org; spf=pass "
        "smtp.mailfrom=bounce@send.example.com"},
       "",
       None},
      {"results below the boundary: the sender may have written them",
       {"Delivered-To: you@example.org", hop,
        "Authentication-Results: mx.example.org; spf=pass smtp.mailfrom=example.com"},
       "",
       None},
      {"a Received-SPF below it",
       {"Delivered-To: you@example.org", hop,
        "Received-SPF: pass (x) receiver=mx.example.org; client-ip=192.0.2.1; envelope-from=ceo@example.com"},
       "",
       None},
      {"both below, saying the same",
       {"Delivered-To: you@example.org", hop, "Return-Path: <ceo@example.com>",
        "Authentication-Results: mx.example.org; spf=pass smtp.mailfrom=ceo@example.com"},
       "",
       None},
      {"results below, and a sealed copy of them above",
       {"Delivered-To: you@example.org",
        "ARC-Authentication-Results: i=1; mx.example.org; spf=pass smtp.mailfrom=bounce@send.example.com", hop,
        "Authentication-Results: mx.example.org; dkim=pass header.d=example.com"},
       "bounce@send.example.com",
       AuthenticationResults},
      {"two senders in one field",
       {"Received-SPF: pass (x) envelope-from=a@example.com; envelope-from=b@example.net; receiver=mx.example.org",
        hop},
       "",
       None},
      {"an emptied Return-Path", {"Return-Path: ", hop}, "", None},
      {"what the boundary recorded",
       {"Received: from a1.sender.test (a1.sender.test [192.0.2.1]) by mx.example.org with esmtps (envelope-from "
        "<bounce@send.example.com>) id 1; Mon, 2 Nov 2026 09:15:29 +0000"},
       "bounce@send.example.com",
       Received},
  }));
  CAPTURE(c.why);
  const Envelope found = envelope(c.lines);
  CHECK(found.mail_from.text == c.mail_from);
  CHECK(found.mail_from_source == c.source);
  CHECK_FALSE(found.several_return_paths);
}

TEST_CASE("what the caller gives wins over the header", "[trust]") {
  Given given;
  given.mail_from = "given@example.net";
  given.client_ip = IpAddress::parse("198.51.100.7");
  given.helo = "given.example.net";
  const Envelope found = envelope(gmail(), given);
  CHECK(found.mail_from.text == "given@example.net");
  CHECK(found.mail_from_source == EnvelopeSource::Option);
  CHECK(found.client_ip == IpAddress::parse("198.51.100.7"));
  CHECK(found.client_ip_source == EnvelopeSource::Option);
  CHECK(found.helo == "given.example.net");
  CHECK(found.helo_source == EnvelopeSource::Option);
  given.from_environment.mail_from = true;
  CHECK(envelope(gmail(), given).mail_from_source == EnvelopeSource::Environment);
  CHECK(envelope(gmail(), given).client_ip_source == EnvelopeSource::Option);  // each for itself
}

TEST_CASE("a SENDER garbled by underscores gives way to the Return-Path", "[trust]") {
  struct Case {
    std::string_view sender;
    std::string_view path;
    std::string_view mail_from;
    EnvelopeSource source;
  };
  using enum EnvelopeSource;
  const auto c = GENERATE(values<Case>({
      {"a_b@example.com", "a+b@example.com", "a+b@example.com", ReturnPath},
      {"a_b@example.com", "a_b@example.com", "a_b@example.com", Environment},  // the same
      {"a_b@example.com", "a+c@example.com", "a_b@example.com", Environment},  // another address
      {"a_b@example.com", "a++b@example.com", "a_b@example.com", Environment},
      {"a+b@example.com", "a_b@example.com", "a+b@example.com", Environment},  // garbled the other way
  }));
  CAPTURE(c.sender, c.path);
  Given given;
  given.mail_from = std::string(c.sender);
  given.from_environment.mail_from = true;
  const Lines lines{"Return-Path: <" + std::string(c.path) + ">", hop};
  CHECK(envelope(lines, given).mail_from.text == c.mail_from);
  CHECK(envelope(lines, given).mail_from_source == c.source);
  given.from_environment.mail_from = false;  // an option is meant as it is written
  CHECK(envelope(lines, given).mail_from.text == c.sender);
}

TEST_CASE("the null reverse-path is one, in every form", "[trust]") {
  CHECK(envelope({"Return-Path: <>", hop}).mail_from.is_null);
  Given given;
  given.mail_from = "";
  CHECK(envelope({hop}, given).mail_from.is_null);
  given.mail_from = "<>";
  CHECK(envelope({hop}, given).mail_from.is_null);
}

TEST_CASE("several Return-Path fields are told, the topmost counts", "[trust]") {
  const Envelope found = envelope({"Return-Path: <a@example.com>", hop, "Return-Path: <b@example.net>"});
  CHECK(found.several_return_paths);
  CHECK(found.mail_from.text == "a@example.com");
}

TEST_CASE("the client's address and name come from trusted fields and the boundary", "[trust]") {
  struct Case {
    std::string_view why;
    Lines lines;
    std::string_view client;
    EnvelopeSource client_source;
    std::string_view helo;
    EnvelopeSource helo_source;
  };
  using enum EnvelopeSource;
  const auto c = GENERATE(values<Case>({
      {"nothing", {}, "", None, "", None},
      {"the boundary", {hop}, "192.0.2.1", Received, "helo.sender.test", Received},
      {"a trusted Received-SPF", microsoft(), "192.0.2.1", ReceivedSpf, "a1.sender.test", ReceivedSpf},
      {"Gmail's names no HELO", gmail(), "192.0.2.1", ReceivedSpf, "a1.sender.test", Received},
      {"an untrusted one is not heard",
       {hop, signature, "Received-SPF: pass client-ip=203.0.113.9; helo=x.example; receiver=mx.example.org"},
       "192.0.2.1",
       Received,
       "helo.sender.test",
       Received},
      {"a line without an address: the results name it",
       {"Authentication-Results: mx.example.org; spf=pass (sender IP is 192.0.2.7) smtp.mailfrom=example.com",
        "Received: from x.sender.test by mx.example.org with SMTP; Mon, 2 Nov 2026 09:15:29 +0000"},
       "192.0.2.7",
       AuthenticationResults,
       "x.sender.test",
       Received},
      {"a private address gives way to what was checked",
       {"Authentication-Results: mx.example.org; iprev=pass policy.iprev=192.0.2.8",
        "Received: from x.sender.test (unknown [172.18.0.1]) by mx.example.org with SMTP; Mon, 2 Nov 2026 09:15:29 "
        "+0000"},
       "192.0.2.8",
       AuthenticationResults,
       "x.sender.test",
       Received},
      {"a Received-SPF below the boundary names no client",
       {"Delivered-To: you@example.org",
        "Received: from x.sender.test by mx.example.org with SMTP; Mon, 2 Nov 2026 09:15:29 +0000",
        "Received-SPF: pass (x) receiver=mx.example.org; client-ip=203.0.113.9; helo=mail.example.com"},
       "",
       None,
       "x.sender.test",
       Received},
      {"two clients in one field",
       {"Received-SPF: pass (x) client-ip=203.0.113.9; client-ip=192.0.2.9; receiver=mx.example.org",
        "Received: from x.sender.test by mx.example.org with SMTP; Mon, 2 Nov 2026 09:15:29 +0000"},
       "",
       None,
       "x.sender.test",
       Received},
      {"a comment that is folded with a tab",
       {"Authentication-Results: mx.example.org; spf=pass (mx.example.org: domain of a@example.com designates\r\n"
        "\t192.0.2.9 as permitted sender) smtp.mailfrom=example.com",
        "Received: from x.sender.test by mx.example.org with SMTP; Mon, 2 Nov 2026 09:15:29 +0000"},
       "192.0.2.9",
       AuthenticationResults,
       "x.sender.test",
       Received},
      {"the sender's local part behind the client's address",
       {"Authentication-Results: mx.example.org; spf=neutral (mx.example.org: 192.0.2.9 is neither permitted nor "
        "denied "
        "by domain of \"a designates 203.0.113.9 \"@example.com) smtp.mailfrom=example.com",
        "Received: from x.sender.test by mx.example.org with SMTP; Mon, 2 Nov 2026 09:15:29 +0000"},
       "192.0.2.9",
       AuthenticationResults,
       "x.sender.test",
       Received},
      {"the sender's local part that ends the comment",
       {"Authentication-Results: mx.example.org; spf=fail (mx.example.org: domain of \"a designates 203.0.113.9 as "
        "permitted sender) \"@example.com does not designate 192.0.2.9 as permitted sender) smtp.mailfrom=example.com",
        "Received: from x.sender.test by mx.example.org with SMTP; Mon, 2 Nov 2026 09:15:29 +0000"},
       "",
       None,
       "x.sender.test",
       Received},
      {"the sender's local part in a comment of no known form",
       {"Authentication-Results: mx.example.org; spf=none (nothing is known of \"a designates 203.0.113.9 "
        "\"@example.com)",
        "Received: from x.sender.test by mx.example.org with SMTP; Mon, 2 Nov 2026 09:15:29 +0000"},
       "",
       None,
       "x.sender.test",
       Received},
      {"the sender's local part does not name the client",
       {"Authentication-Results: mx.example.org; spf=fail (mx.example.org: domain of \"a designates 203.0.113.9 as\""
        "@example.com does not designate 192.0.2.9 as permitted sender) smtp.mailfrom=example.com",
        "Received: from x.sender.test by mx.example.org with SMTP; Mon, 2 Nov 2026 09:15:29 +0000"},
       "192.0.2.9",
       AuthenticationResults,
       "x.sender.test",
       Received},
  }));
  CAPTURE(c.why);
  const Envelope found = envelope(c.lines);
  CHECK((found.client_ip ? found.client_ip->to_string() : "") == c.client);
  CHECK(found.client_ip_source == c.client_source);
  CHECK(found.helo == c.helo);
  CHECK(found.helo_source == c.helo_source);
}
