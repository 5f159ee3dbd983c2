// SPDX-License-Identifier: Apache-2.0
#include "alignmail/ses.hpp"

#include "rows.hpp"
#include "support/catch.hpp"

using namespace ses_test;

namespace {

constexpr std::string_view dmarc_record = "v=DMARC1; p=reject";

std::vector<std::string> ids(const std::vector<ChecklistRow>& rows) {
  std::vector<std::string> result;
  for (const ChecklistRow& row : rows) result.push_back(row.id);
  return result;
}

dmarc::Discovery discovery_for(std::string_view author) { return dmarc::Discovery{.author = name(author)}; }

ChecklistRow policy_row(const Setup& setup, const std::optional<dmarc::Discovery>& policy) {
  support::Zone zone("");
  return *find_row(audited(zone, setup, {}, policy), "dmarc");
}

}  // namespace

TEST_CASE("the checklist has its eight rows in the schema's order", "[ses]") {
  support::Zone zone("");
  CHECK(ids(audited(zone, easy_setup())) == std::vector<std::string>{"verification", "dkim1", "dkim2", "dkim3",
                                                                     "mail_from_mx", "mail_from_spf", "apex_spf",
                                                                     "dmarc"});
}

TEST_CASE("a message of someone else's has no checklist, unless a set-up was given", "[ses]") {
  support::Zone zone("");
  const auto detected = GENERATE(Detected::No, Detected::Unknown);
  Recognition recognition;
  recognition.detected = detected;
  CHECK(audited(zone, {}, recognition).empty());
  CHECK(zone.questions().empty());
  CHECK(audited(zone, easy_setup(), recognition).size() == 8);
}

namespace {

struct TokenCase {
  std::string_view zone;
  RowStatus status;
};

}  // namespace

TEST_CASE("the verification record matters only where a token was given out", "[ses]") {
  CHECK(row_of("_amazonses.example.com. TXT \"left over\"", easy_setup(), "verification").status ==
        RowStatus::NotNeeded);
  const auto c = GENERATE(values<TokenCase>({
      {"_amazonses.example.com. TXT \"token+/=\"", RowStatus::Ok},
      {"_amazonses.example.com. TXT \"of another account\"\n_amazonses.example.com. TXT \"token+/=\"", RowStatus::Ok},
      {"_amazonses.example.com. TXT \"of another account\"", RowStatus::Different},
      {"_amazonses.example.com.example.com. TXT \"token+/=\"", RowStatus::Misplaced},
      {"example.com. A 192.0.2.1", RowStatus::Missing},
      {";! _amazonses.example.com. TXT TIMEOUT", RowStatus::NotChecked},
  }));
  INFO(c.zone);
  Setup setup = easy_setup();
  setup.verification_token = {"token+/=", Origin::Given};
  const ChecklistRow row = row_of(c.zone, setup, "verification");
  CHECK(to_string(row.status) == to_string(c.status));
  CHECK(row.name == "_amazonses.example.com");
  CHECK(row.expected == "token+/=");
}

TEST_CASE("SPF at the apex is never needed, and says so when it names SES", "[ses]") {
  const ChecklistRow plain = row_of("example.com. TXT \"v=spf1 mx -all\"", easy_setup(), "apex_spf");
  CHECK(plain.status == RowStatus::NotNeeded);
  CHECK(plain.problems.empty());
  CHECK(plain.found == std::vector<std::string>{"v=spf1 mx -all"});
  const ChecklistRow vain =
      row_of("example.com. TXT \"v=spf1 include:amazonses.com mx -all\"", easy_setup(), "apex_spf");
  CHECK(vain.status == RowStatus::NotNeeded);
  CHECK(vain.problems == std::vector{Problem::NotConsulted});
  const ChecklistRow alike =
      row_of("example.com. TXT \"v=spf1 include:amazonses.com.example.net -all\"", easy_setup(), "apex_spf");
  CHECK(alike.problems.empty());
}

TEST_CASE("the row of DMARC follows what discovery found", "[ses]") {
  CHECK(policy_row(easy_setup(), std::nullopt).status == RowStatus::NotChecked);  // no author

  dmarc::Discovery missing = discovery_for("example.com");
  const ChecklistRow none = policy_row(easy_setup(), missing);
  CHECK(none.status == RowStatus::Missing);
  CHECK(none.name == "_dmarc.example.com");
  CHECK(none.expected == "v=DMARC1; p=none");

  dmarc::Discovery found = missing;
  found.record = dmarc::Record{.text = std::string(dmarc_record)};
  found.policy_domain = name("example.com");
  const ChecklistRow ok = policy_row(easy_setup(), found);
  CHECK(ok.status == RowStatus::Ok);
  CHECK(ok.found == std::vector{std::string(dmarc_record)});

  dmarc::Discovery trouble = missing;
  trouble.failure = dns::Status::Timeout;
  CHECK(policy_row(easy_setup(), trouble).status == RowStatus::NotChecked);
  CHECK(policy_row(easy_setup(), trouble).answer == dns::Status::Timeout);

  dmarc::Discovery pending = missing;
  pending.pending = true;
  CHECK(policy_row(easy_setup(), pending).answer == dns::Status::Pending);

  dmarc::Discovery several = missing;
  several.several_records = true;
  several.walk = {{.name = name("_dmarc.example.com"), .records = {"v=DMARC1; p=none", std::string(dmarc_record)}}};
  CHECK(policy_row(easy_setup(), several).status == RowStatus::Duplicate);
  CHECK(policy_row(easy_setup(), several).found.size() == 2);

  dmarc::Discovery broken = missing;
  broken.broken_record = "v=DMARC1; p=";
  CHECK(policy_row(easy_setup(), broken).problems == std::vector{Problem::Unreadable});
}

namespace {

struct AimCase {
  std::string_view aim;  // empty: none is named
  dmarc::Policy stated;
  dmarc::Policy in_force;
  std::string_view tag;
  RowStatus status;
  std::string_view note;  // part of it
};

}  // namespace

TEST_CASE("a policy weaker than the one aimed at is not in order", "[ses]") {
  using dmarc::Policy;
  const auto c = GENERATE(values<AimCase>({
      {"", Policy::None, Policy::None, "p", RowStatus::Ok, ""},
      {"none", Policy::None, Policy::None, "p", RowStatus::Ok, ""},
      {"none", Policy::Reject, Policy::Reject, "p", RowStatus::Ok, ""},  // more than that is fine
      {"quarantine", Policy::Quarantine, Policy::Quarantine, "p", RowStatus::Ok, ""},
      {"reject", Policy::None, Policy::None, "p", RowStatus::Different, "In force is p=none, weaker than the p=reject"},
      {"reject", Policy::Quarantine, Policy::Quarantine, "sp", RowStatus::Different, "In force is sp=quarantine, "},
      {"reject", Policy::Reject, Policy::Quarantine, "p", RowStatus::Different, "p=reject with t=y"},
      {"reject", Policy::Reject, Policy::Quarantine, "p", RowStatus::Different, "p=reject with pct=0"},
  }));
  INFO(c.aim << " " << c.tag << "=" << dmarc::to_string(c.stated));
  dmarc::Discovery policy = discovery_for("example.com");
  policy.record = dmarc::Record{.text = std::string(dmarc_record)};
  policy.policy_domain = name("example.com");
  policy.policy_tag = c.tag;
  policy.stated_policy = c.stated;
  if (c.stated != c.in_force) policy.weakened_by = c.note.ends_with("pct=0") ? "pct=0" : "t=y";
  policy.policy = c.in_force;
  Setup setup = easy_setup();
  if (!c.aim.empty()) setup.policy = {std::string(c.aim), Origin::Given};
  const ChecklistRow row = policy_row(setup, policy);
  CHECK(to_string(row.status) == to_string(c.status));
  CHECK(row.has(Problem::WeakerPolicy) == (c.status == RowStatus::Different));
  CHECK(row.note.find(c.note) != std::string::npos);
  CHECK(row.found == std::vector{std::string(dmarc_record)});
  CHECK(row.expected == "v=DMARC1; p=" + (c.aim.empty() ? "none" : std::string(c.aim)));
}

TEST_CASE("a missing policy belongs at the identity, which speaks for the author below it", "[ses]") {
  CHECK(policy_row(easy_setup(), discovery_for("shop.example.com")).name == "_dmarc.example.com");
  CHECK(policy_row(easy_setup(), discovery_for("example.org")).name == "_dmarc.example.org");
  Setup setup = easy_setup();
  setup.policy = {"quarantine", Origin::Given};
  CHECK(policy_row(setup, discovery_for("example.com")).expected == "v=DMARC1; p=quarantine");
}

TEST_CASE("a name that a shell could misread goes into no command", "[ses]") {
  Setup setup = easy_setup("exa$(reboot)mple.com");
  setup.tokens = {};
  support::Zone zone("");
  for (const ChecklistRow& row : audited(zone, setup, {}, discovery_for("exa$(reboot)mple.com"))) {
    INFO(row.id);
    CHECK(row.check.empty());
  }
}

TEST_CASE("words of the report are those of the schema", "[ses]") {
  CHECK(to_string(Detected::Unknown) == "unknown");
  CHECK(to_string(MailFrom::Custom) == "custom");
  CHECK(to_string(Origin::Inferred) == "inferred");
  CHECK(to_string(RowStatus::NotNeeded) == "not_needed");
  CHECK(to_string(Problem::TxtInsteadOfCname) == "txt_instead_of_cname");
}
