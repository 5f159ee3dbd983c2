// SPDX-License-Identifier: Apache-2.0
#include "support/catch.hpp"
#include "trust/support.hpp"

using namespace alignmail;
using namespace alignmail::trust;

namespace {

std::string words(const std::vector<const message::MethodResult*>& claims) {
  std::string text;
  for (const auto* claim : claims) text += (text.empty() ? "" : " ") + claim->result;
  return text;
}

// The claim for d=example.com, s=s1, b=KF9PvN1oAAAA.
std::string claimed(const std::string& results) {
  const Assessment assessment = assess(mail(postfix({"Authentication-Results: mx.example.org; " + results})), {});
  const auto* claim = claim_for_signature(assessment, "Example.com", "s1", "KF9P vN1o\r\n\tAAAA");
  return claim == nullptr ? "" : claim->result;
}

}  // namespace

TEST_CASE("claims are what trusted fields say, the receiver's own results first", "[trust]") {
  const Assessment assessment = assess(mail(gmail() + Lines{signature,
                                                            "Authentication-Results: mx.google.test; "
                                                            "dmarc=fail; spf=fail"}),
                                       {});
  CHECK(words(assessment.claims("dmarc")) == "pass");
  // results, then Received-SPF, then the sealed copy
  CHECK(words(assessment.claims("spf")) == "pass pass pass");
  CHECK(assessment.claims("spf")[0]->find("smtp.mailfrom").has_value());
  CHECK(assessment.claims("spf")[1]->find("client-ip").has_value());
  CHECK(assessment.claims("arc").empty());
}

TEST_CASE("claims of untrusted and forged fields are not heard", "[trust]") {
  const Assessment assessment = assess(mail(postfix({own_fail}, {own_pass,
                                                                 "Received-SPF: pass "
                                                                 "receiver=mx.example.org"})),
                                       {});
  CHECK(words(assessment.claims("dmarc")) == "fail");
  CHECK(assessment.claims("spf").empty());
}

TEST_CASE("a claim of SPF or DMARC is the one about the domain at hand", "[trust]") {
  struct Case {
    std::string_view why;
    std::string method;
    std::string results;
    std::string_view claimed;
  };
  const auto c = GENERATE(values<Case>({
      {"the author", "dmarc", "dmarc=pass header.from=other.net; dmarc=fail header.from=Example.com", "fail"},
      {"none named goes before another", "dmarc", "dmarc=pass header.from=other.net; dmarc=fail", "fail"},
      {"another when there is nothing else", "dmarc", "dmarc=pass header.from=other.net", "pass"},
      {"nothing said", "dmarc", "spf=pass", ""},
      {"MAIL FROM", "spf", "spf=pass smtp.mailfrom=u@one.net; spf=fail smtp.mailfrom=u@example.com", "fail"},
      {"a domain alone", "spf", "spf=pass smtp.mailfrom=one.net; spf=fail smtp.mailfrom=example.com", "fail"},
      {"HELO is another identity", "spf", "spf=pass smtp.helo=example.com; spf=fail smtp.mailfrom=u@example.com",
       "fail"},
      {"HELO alone", "spf", "spf=pass smtp.helo=example.com", ""},
  }));
  CAPTURE(c.why);
  const Assessment assessment = assess(mail(postfix({"Authentication-Results: mx.example.org; " + c.results})), {});
  const auto* claim = claim_about(assessment, c.method, "example.com");
  CHECK((claim == nullptr ? "" : claim->result) == c.claimed);
}

TEST_CASE("a claim finds its signature by b=, then by d= and s=, then by d=", "[trust]") {
  struct Case {
    std::string_view why;
    std::string results;
    std::string_view claimed;
  };
  const auto c = GENERATE(values<Case>({
      {"by b=", "dkim=fail header.d=example.com header.b=XXXXXXXX; dkim=pass header.d=example.com header.b=KF9PvN1o",
       "pass"},
      {"b= in quotes", "dkim=pass header.d=example.com header.b=\"KF9PvN1o\"", "pass"},
      {"another b= of the same domain is another signature", "dkim=pass header.d=example.com header.b=XXXXXXXX", ""},
      {"b= has letter case", "dkim=pass header.d=example.com header.b=kf9pvn1o", ""},
      {"by s= and d=", "dkim=fail header.d=example.com header.s=s2; dkim=pass header.d=example.com header.s=s1",
       "pass"},
      {"by s= and i=", "dkim=fail header.i=@example.net header.s=s1; dkim=pass header.i=@example.com header.s=s1",
       "pass"},
      {"another s= of the same domain", "dkim=pass header.d=example.com header.s=s2", ""},
      {"by d=", "dkim=fail header.d=example.net; dkim=pass header.d=Example.com", "pass"},
      {"by i=", "dkim=pass header.i=@example.com", "pass"},
      {"by i= below d=", "dkim=pass header.i=me@news.example.com", "pass"},
      {"a name that only ends alike", "dkim=pass header.i=@badexample.com", ""},
      {"no property", "dkim=pass", ""},
      {"not signed", "dkim=none (message not signed) header.d=none", ""},
      {"an empty b= is none", "dkim=pass header.d=example.com header.b=\"\"", "pass"},
  }));
  CAPTURE(c.why);
  CHECK(claimed(c.results) == c.claimed);
}
