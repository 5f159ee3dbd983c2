// SPDX-License-Identifier: Apache-2.0
// An analysis made by hand, for tests of what reports say of it.
#pragma once

#include <memory>
#include <string>

#include "alignmail/report.hpp"

namespace fixture {

using namespace alignmail;

inline dns::Domain name(std::string_view text) { return *dns::Domain::parse(text); }
inline IpAddress address(std::string_view text) { return *IpAddress::parse(text); }

// A message of SES with the default MAIL FROM: SPF passes and does not align, DKIM carries.
struct Fixture {
  Analysis analysis{};
  findings::Findings findings{};
  dns::Facts facts{};
  Options options{};
  report::Input input{.source = "m.eml", .origin = "file"};
  std::shared_ptr<std::vector<dmarc::Alignment>> rows = std::make_shared<std::vector<dmarc::Alignment>>();

  explicit Fixture(
      const std::string& text = "From: Shop <orders@example.com>\r\nMessage-ID: <1@example.com>\r\n\r\nHi\r\n") {
    analysis.message = std::make_shared<const message::Message>(*message::parse(text, message::Reading::Message));
    analysis.author = name("example.com");
    analysis.authors = {{.mailbox = {.local_part = "orders", .domain = "example.com"}, .domain = name("example.com")}};
    set_spf();
    set_dkim();
    set_dmarc();
  }

  void set_spf() {
    analysis.spf = {.domain = name("amazonses.com"),
                    .ip = address("54.240.8.33"),
                    .status = spf::Status::Pass,
                    .reason = spf::Reason::Matched,
                    .record = "v=spf1 ip4:54.240.0.0/18 -all",
                    .matched = spf::Matched{name("amazonses.com"), "ip4:54.240.0.0/18"},
                    .lookups = 1};
  }

  void set_dkim() {
    dkim::SignatureResult result{.status = dkim::Status::Pass,
                                 .reason = dkim::Reason::Verified,
                                 .header_hash = dkim::Check::Match,
                                 .body_hash = dkim::Check::Match,
                                 .key = dkim::Key{.bits = 2048}};
    result.signature = dkim::Signature{
        .algorithm = "rsa-sha256", .domain_text = "example.com", .domain = name("example.com"), .selector_text = "s1"};
    analysis.dkim = {result};
  }

  void set_dmarc() {
    using namespace dmarc;
    dmarc::Record record{.text = "v=DMARC1; p=quarantine", .policy = Policy::Quarantine};
    Discovery discovery{.author = name("example.com"),
                        .record = record,
                        .policy_domain = name("example.com"),
                        .policy_tag = "p",
                        .policy = Policy::Quarantine,
                        .organizational_domain = name("example.com")};
    discovery.walk = {{.name = name("_dmarc.example.com"), .status = dns::Status::Found, .records = {record.text}}};
    const Alignment spf{.identifier = {Method::Spf, name("amazonses.com"), Authenticated::Yes},
                        .relation = Relation::None};
    const Alignment dkim{.identifier = {Method::Dkim, name("example.com"), Authenticated::Yes},
                         .relation = Relation::Exact,
                         .aligned_relaxed = true,
                         .aligned_strict = true,
                         .counts = true};
    analysis.other_standard = {.standard = Standard::Rfc7489,
                               .outcome = Outcome::Pass,
                               .discovery = std::make_shared<const Discovery>(discovery),
                               .alignments = {spf, dkim},
                               .disposition = Policy::None};
    analysis.dmarc = analysis.other_standard;
    analysis.dmarc.standard = Standard::Rfc9989;
    *rows = {spf, dkim};
    analysis.dmarc.alignments = SharedList<Alignment>(rows);
  }

  dmarc::Alignment& spf_row() { return (*rows)[0]; }
  dmarc::Alignment& dkim_row() { return (*rows)[1]; }

  report::Subject subject() const { return {input, analysis, findings, facts, options, 2, options.now}; }
  // A whole document over this message alone.
  std::string render(std::string_view format, const report::Style& style = {}) const {
    return report::render_document(*report::find_format(format), subject(), style);
  }
};

}  // namespace fixture
