// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "alignmail/headers.hpp"
#include "support/catch.hpp"

using namespace alignmail::message;

TEST_CASE("the dialect of each receiver is recognised", "[message]") {
  struct Case {
    std::string body;
    std::string dialect;
  };
  const auto c = GENERATE(values<Case>({
      {"mx.google.com; dkim=pass header.i=@example.com", "gmail"},
      {"gmr-mx.google.com; spf=pass", "google_groups"},
      {"spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=example.com", "microsoft"},
      {"dkim=pass (signature was verified) header.d=example.com;compauth=pass reason=100", "microsoft"},
      {"dmarc=none action=none;compauth=fail reason=001", "microsoft"},
      {"mx.microsoft.com 1; spf=pass", "microsoft"},
      {"atlas1.free.mail.bf1.yahoo.com; dkim=pass", "yahoo"},
      {"atlas1.aol.mail.ne1.yahoo.com; dkim=pass", "yahoo"},
      {"mx1.messagingengine.com; dkim=pass (1024-bit rsa key sha256) header.d=example.com", "fastmail"},
      {"dkim-verifier.icloud.com; dkim=pass (2048-bit key) header.d=example.com", "icloud"},
      {"mail.protonmail.ch; dmarc=pass (p=none dis=none) header.from=example.com", "proton"},
      {"mx.zohomail.eu; dkim=pass", "zoho"},
      {"mxs.mail.ru; spf=pass", "mail.ru"},
      {"vla1-x.qloud-c.yandex.net; spf=pass smtp.mail=a@example.com", "yandex"},
      {"mx19; spf=pass smtp.mail=a@example.com", "netease"},
      {"mx.cloudflare.net; dkim=pass header.d=x header.s=y header.b=z", "cloudflare"},
      {"mx.example.org; dkim=pass (2048-bit key; unprotected) header.d=example.com", "opendkim"},
      {"mx.example.org; dkim=fail reason=\"x\" (1024-bit key) header.d=example.com", "opendkim"},
      {"mx.example.org; dmarc=pass (p=quarantine dis=none) header.from=example.com", "opendmarc"},
      {"mx.example.org; dkim=pass header.d=x header.s=y header.b=z; spf=pass", "rspamd"},
      {"mx.example.org; dmarc=pass (policy=reject) header.from=example.com", "rspamd"},
      {"mx.example.org; arc=pass (\"example.net:s=arc:i=1\")", "rspamd"},
      {"mx.example.org; iprev=pass (x.example) smtp.remote-ip=192.0.2.1; spf=none smtp.mailfrom=<>", "exim"},
      {"mx.example.org (amavisd-new); dkim=pass header.d=example.com", "amavis"},
      {"i=1; mx.example.org (amavis); dkim=pass", "amavis"},
      {"mx.example.org; iprev=pass (without dnssec) policy.iprev=192.0.2.1", "mox"},
      {"mx.example.org; spf=pass (sender SPF authorized) smtp.mailfrom=x.example (client-ip=192.0.2.1)",
       "pypolicyd-spf"},
      {"mx.example.org; dkim=pass header.d=x.example header.h=\"Date:From\"", "expurgate"},
      // Nothing shows it.
      {"mx.example.org; dkim=pass header.d=example.com", ""},
      {"mx.google.com.evil.test; dkim=pass", ""},
      {"notmail.ru; spf=pass", ""},
      {"mx.example.org; spf=pass smtp.mailfrom=\"(amavisd-new); compauth=pass\"", ""},  // opaque
      {"", ""},
  }));
  CAPTURE(c.body);
  const bool arc = c.body.starts_with("i=");
  CHECK(detect_dialect(parse_authentication_results(c.body, arc), c.body) == c.dialect);
}
