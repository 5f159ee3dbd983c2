// SPDX-License-Identifier: Apache-2.0
// Messages in the styles of receivers, made of lines.
#pragma once

#include <initializer_list>
#include <stdexcept>
#include <string>

#include "alignmail/trust.hpp"

namespace alignmail::trust {

using Lines = std::vector<std::string>;

inline message::Message mail(const Lines& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\r\n";
  text += "From: Example Shop <orders@example.com>\r\nTo: you@example.org\r\nSubject: x\r\n\r\nbody\r\n";
  auto parsed = message::parse(text, message::Reading::Message);
  if (!parsed) throw std::runtime_error(parsed.error().what);
  return *parsed;
}

inline Lines operator+(Lines a, const Lines& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

// The trust of every reporting field, top down: T, U, F, ?.
inline std::string trusts(const Assessment& assessment) {
  std::string word;
  for (const Reported& field : assessment.reported) {
    switch (field.trust) {
      case Trust::Trusted: word += 'T'; break;
      case Trust::Untrusted: word += 'U'; break;
      case Trust::Forged: word += 'F'; break;
      case Trust::Unknown: word += '?'; break;
    }
  }
  return word;
}

inline std::string client(const Assessment& assessment) {
  return assessment.envelope.client_ip ? assessment.envelope.client_ip->to_string() : "";
}

// Blocks as receivers put them on top, for a message from a1.sender.test [192.0.2.1] with
// MAIL FROM bounce@send.example.com.
inline Lines gmail() {
  return {"Delivered-To: you@gmail.test",
          "Received: by 2002:a05:6e16:907:b0:427:edd:bffd with SMTP id ru7csp3; Mon, 2 Nov 2026 01:15:30 -0800 (PST)",
          "X-Received: by 2002:a17:90b:4a05:b0:308:539d:7577 with SMTP id x1; Mon, 2 Nov 2026 01:15:30 -0800 (PST)",
          "ARC-Seal: i=1; a=rsa-sha256; t=1; cv=none; d=google.test; s=arc; b=x",
          "ARC-Message-Signature: i=1; a=rsa-sha256; c=relaxed/relaxed; d=google.test; s=arc; h=from; bh=x; b=x",
          "ARC-Authentication-Results: i=1; mx.google.test; spf=pass (google.test: domain of bounce@send.example.com "
          "designates 192.0.2.1 as permitted sender) smtp.mailfrom=bounce@send.example.com",
          "Return-Path: <bounce@send.example.com>",
          "Received: from a1.sender.test (a1.sender.test. [192.0.2.1]) by mx.google.test with ESMTPS id 41be for "
          "<you@gmail.test> (version=TLS1_3 cipher=TLS_AES_128_GCM_SHA256 bits=128/128); Mon, 2 Nov 2026 01:15:29 "
          "-0800 (PST)",
          "Received-SPF: pass (google.test: domain of bounce@send.example.com designates 192.0.2.1 as permitted "
          "sender) client-ip=192.0.2.1;",
          "Authentication-Results: mx.google.test; dkim=pass header.i=@example.com header.s=s1 header.b=KF9PvN1o; "
          "spf=pass (google.test: domain of bounce@send.example.com designates 192.0.2.1 as permitted sender) "
          "smtp.mailfrom=bounce@send.example.com; dmarc=pass (p=REJECT sp=REJECT dis=NONE) header.from=example.com"};
}

inline Lines microsoft() {
  return {
      "Received: from MB1.eurprd08.prod.outlook.test (2001:db8::1) by MB2.eurprd08.prod.outlook.test with HTTPS; "
      "Mon, 2 Nov 2026 09:15:31 +0000",
      "Received: from AM0.EURPRD10.PROD.OUTLOOK.TEST (2001:db8:208:e6::41) by MB1.eurprd08.prod.outlook.test "
      "(2001:db8:930:20::15) with Microsoft SMTP Server (version=TLS1_2, cipher=X) id 15.20.1; Mon, 2 Nov 2026 "
      "09:15:30 +0000",
      "Received: from FD1.eurprd04.prod.outlook.test (2001:db8:208:cafe::9a) by AM0.outlook.office365.test "
      "(2001:db8:208:e6::41) with Microsoft SMTP Server (version=TLS1_3, cipher=X) id 15.20.2 via Frontend "
      "Transport; Mon, 2 Nov 2026 09:15:30 +0000",
      "Authentication-Results: spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=send.example.com; dkim=pass "
      "(signature was verified) header.d=example.com;dmarc=pass action=none "
      "header.from=example.com;compauth=pass reason=100",
      "Received-SPF: Pass (protection.outlook.test: domain of send.example.com designates 192.0.2.1 as permitted "
      "sender) receiver=protection.outlook.test; client-ip=192.0.2.1; helo=a1.sender.test; pr=C",
      "Received: from a1.sender.test (192.0.2.1) by FD1.mail.protection.outlook.test (10.167.242.185) with "
      "Microsoft SMTP Server (version=TLS1_3, cipher=X) id 15.20.3 via Frontend Transport; Mon, 2 Nov 2026 "
      "09:15:29 +0000",
      "X-IncomingTopHeaderMarker: OriginalChecksum:C8"};
}

inline Lines postfix(const Lines& above = {}, const Lines& below = {}) {
  return Lines{"Return-Path: <bounce@send.example.com>", "Delivered-To: you@example.org"} + above +
         Lines{
             "Received: from a1.sender.test (a1.sender.test [192.0.2.1]) (using TLSv1.3) by mx.example.org (Postfix) "
             "with ESMTPS id C84 for <you@example.org>; Mon, 2 Nov 2026 09:15:29 +0000 (UTC)"} +
         below;
}

inline const std::string own_pass = "Authentication-Results: mx.example.org; dmarc=pass header.from=example.com";
inline const std::string own_fail = "Authentication-Results: mx.example.org; dmarc=fail header.from=example.com";
inline const std::string own_spf = "Authentication-Results: mx.example.org; spf=pass smtp.mailfrom=send.example.com";
inline const std::string signature = "DKIM-Signature: v=1; a=rsa-sha256; d=example.com; s=s1; h=from; bh=x; b=KF9PvN1o";

}  // namespace alignmail::trust
