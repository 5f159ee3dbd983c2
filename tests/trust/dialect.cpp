// SPDX-License-Identifier: Apache-2.0
#include "support/catch.hpp"
#include "trust/support.hpp"

using namespace alignmail;
using namespace alignmail::trust;

TEST_CASE("a field's way of writing is named", "[trust]") {
  struct Case {
    std::string_view dialect;
    std::string field;
  };
  const auto c = GENERATE(values<Case>({
      {"gmail", "Authentication-Results: mx.google.test; spf=pass smtp.mailfrom=a@example.com"},
      {"gmail", "Received-SPF: pass (google.test: domain of a@example.com designates 192.0.2.1) client-ip=192.0.2.1;"},
      {"google_groups", "X-Original-Authentication-Results: gmr-mx.google.test; dkim=pass header.i=@example.com"},
      {"microsoft", "Authentication-Results: spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=example.com"},
      {"microsoft", "Authentication-Results: dkim=none (message not signed) header.d=none;dmarc=none"},
      {"microsoft", "Authentication-Results: dmarc=fail action=none header.from=example.com;compauth=fail reason=001"},
      {"microsoft", "ARC-Authentication-Results: i=1; mx.microsoft.test 1; spf=pass smtp.mailfrom=example.com"},
      {"microsoft",
       "Received-SPF: Pass (protection.outlook.test: domain of example.com designates 192.0.2.1 as "
       "permitted sender) receiver=protection.outlook.test; client-ip=192.0.2.1"},
      {"yahoo", "Authentication-Results: atlas106.mail.ne1.yahoo.test; dmarc=pass(p=REJECT) header.from=example.com;"},
      {"fastmail", "Authentication-Results: mx1.messagingengine.test; arc=none (no signatures found)"},
      {"icloud", "Authentication-Results: dmarc.icloud.test; dmarc=pass header.from=example.com"},
      {"proton", "Authentication-Results: mail.protonmail.test; dmarc=pass (p=quarantine dis=none)"},
      {"zoho", "Authentication-Results: mx.zohomail.test; dkim=pass; dmarc=pass(p=none dis=none)"},
      {"mail.ru", "Authentication-Results: mxs.mail.test; spf=pass () smtp.mailfrom=a@example.com"},
      {"yandex", "Authentication-Results: vla5-1.qloud-c.yandex.test; spf=pass smtp.mail=a@example.com"},
      {"cloudflare", "Authentication-Results: mx.cloudflare.test; dkim=pass header.d=example.com"},
      {"netease", "Authentication-Results: mx19; spf=pass smtp.mail=a@example.com; dkim=pass header.i=@example.com"},
      {"amavis", "Authentication-Results: mx.example.org (amavisd-new); dkim=pass header.d=example.com"},
      {"mox", "Authentication-Results: mx.example.org; iprev=pass (without dnssec) policy.iprev=192.0.2.1"},
      {"exim", "Authentication-Results: mx.example.org; iprev=pass (a1.sender.test) smtp.remote-ip=192.0.2.1"},
      {"pypolicyd-spf",
       "Received-SPF: Pass (mailfrom) identity=mailfrom; client-ip=192.0.2.1; receiver=mx.example.org"},
      {"pypolicyd-spf",
       "Authentication-Results: mx.example.org; spf=pass (sender SPF authorized) "
       "smtp.mailfrom=example.com (client-ip=192.0.2.1; receiver=<UNKNOWN>)"},
      {"rspamd",
       "Authentication-Results: mx.example.org; dkim=pass header.d=example.com header.s=s1 header.b=AAAAAAAA"},
      {"rspamd", "Authentication-Results: mx.example.org; dmarc=pass (policy=none) header.from=example.com"},
      {"opendmarc", "Authentication-Results: mx.example.org; dmarc=pass (p=none dis=none) header.from=example.com"},
      {"opendkim",
       "Authentication-Results: mx.example.org; dkim=pass (2048-bit key; unprotected) header.d=example.com"},
      {"expurgate",
       "Authentication-Results: eu.smtp.filter.test; dkim=pass header.d=example.com header.h=\"Date:From\""},
      {"yahoo", "Authentication-Results: atlas1.aol.mail.ne1.yahoo.test; dkim=pass"},
      {"amavis", "ARC-Authentication-Results: i=1; mx.example.org (amavis); dkim=pass"},
      {"", "Authentication-Results: mx.example.org; spf=pass smtp.mailfrom=example.com"},
      {"", "Authentication-Results: notgoogle.test; spf=pass"},
  }));
  CAPTURE(c.field);
  const Assessment assessment = assess(mail(postfix({c.field})), {});
  REQUIRE(assessment.reported.size() == 1);
  CHECK(assessment.reported.front().dialect == c.dialect);
  CHECK(c.field.size() > to_string(assessment.reported.front().kind).size());
}

TEST_CASE("a Received-SPF is one result of method spf", "[trust]") {
  const Assessment assessment = assess(
      mail(postfix({"Received-SPF: SoftFail (mx.example.org: domain of transitioning a@example.com does not designate "
                    "192.0.2.1 as permitted sender) receiver=MX.example.org; client-ip=192.0.2.1"})),
      {});
  REQUIRE(assessment.reported.size() == 1);
  const Reported& field = assessment.reported.front();
  CHECK(field.authserv_id == "mx.example.org");
  CHECK(to_string(field.kind) == "received-spf");
  REQUIRE(field.results.size() == 1);
  CHECK(field.results.front().method == "spf");
  CHECK(field.results.front().result == "softfail");
  CHECK(field.results.front().find("client-ip") == "192.0.2.1");
  CHECK(field.results.front().comments.size() == 1);
}
