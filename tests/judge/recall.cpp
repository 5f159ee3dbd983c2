// SPDX-License-Identifier: Apache-2.0
// What messages of one domain have in common is found once, and never told of other facts or names.
#include "judge/recall.hpp"

#include "support/catch.hpp"
#include "support/zone.hpp"

using namespace alignmail;
using dmarc::Outcome;
using dmarc::Standard;

namespace {

dns::Domain name(std::string_view text) { return *dns::Domain::parse(text); }

// One answer for each question, shared by all messages, until it changes.
class Answers {
 public:
  explicit Answers(std::string_view text) : zone_(text) {}

  dns::Facts message() {
    dns::Facts facts;
    facts.set_known([this](const dns::Question& question, dns::Facts& into) {
      if (shared_.find(question) == nullptr) {
        const std::vector<dns::Question> one{question};
        zone_.source().fetch(one, std::chrono::steady_clock::time_point::max(), shared_);
      }
      into.put(shared_.order()[*shared_.place_of(question)]);
    });
    return facts;
  }

 private:
  support::Zone zone_;
  dns::Facts shared_;
};

dmarc::Identifier by_dkim(std::string_view domain, dmarc::Authenticated authenticated = dmarc::Authenticated::Yes) {
  return {.method = dmarc::Method::Dkim, .domain = name(domain), .authenticated = authenticated};
}

std::shared_ptr<const judge::Policy> policy_of(Answers& answers, const dmarc::Identifier& candidate,
                                               std::string_view author = "example.com",
                                               Standard standard = Standard::Rfc9989) {
  const dns::Facts facts = answers.message();
  dns::Inquiry inquiry(facts);
  return judge::recall_policy(name(author), standard, std::span(&candidate, 1), dns::SuffixList::system(), inquiry);
}

constexpr std::string_view rejects = R"(
  example.com. TXT "x"
  _dmarc.example.com. TXT "v=DMARC1; p=reject"
)";

}  // namespace

TEST_CASE("a policy is found once for all messages that ask the same", "[judge]") {
  Answers answers(rejects);
  const auto first = policy_of(answers, by_dkim("example.com"));
  CHECK(first->dmarc.outcome == Outcome::Pass);
  CHECK(first->what_if.size() == 24);
  CHECK(policy_of(answers, by_dkim("example.com")) == first);
}

TEST_CASE("names, results and standards are told apart", "[judge]") {
  Answers answers(rejects);
  for (int round = 0; round < 2; ++round) {
    CHECK(policy_of(answers, by_dkim("example.com"))->dmarc.outcome == Outcome::Pass);
    CHECK(policy_of(answers, by_dkim("example.net"))->dmarc.outcome == Outcome::Fail);
    CHECK(policy_of(answers, by_dkim("example.com", dmarc::Authenticated::No))->dmarc.outcome == Outcome::Fail);
    CHECK(policy_of(answers, by_dkim("example.com"), "example.net")->dmarc.outcome == Outcome::None);
    const auto older = policy_of(answers, by_dkim("example.com"), "example.com", Standard::Rfc7489);
    CHECK(older->dmarc.standard == Standard::Rfc7489);
    CHECK(older->other_standard.standard == Standard::Rfc9989);
  }
}

TEST_CASE("a record that changed changes the verdict", "[judge]") {
  Answers before(rejects);
  Answers after("example.com. TXT \"x\"\n_dmarc.example.com. TXT \"v=DMARC1; p=reject; adkim=s\"");
  const auto candidate = by_dkim("mail.example.com");
  CHECK(policy_of(before, candidate)->dmarc.outcome == Outcome::Pass);
  CHECK(policy_of(after, candidate)->dmarc.outcome == Outcome::Fail);
  CHECK(policy_of(before, candidate)->dmarc.outcome == Outcome::Pass);
}

TEST_CASE("a checklist follows the set-up, the sender's address and the policy", "[judge]") {
  Answers answers(rejects);
  const auto policy = policy_of(answers, by_dkim("example.com"))->dmarc.discovery;
  ses::Setup setup;
  setup.domain = {name("example.com"), ses::Origin::Given};
  setup.dkim_kind = {"easy", ses::Origin::Given};
  const auto rows = [&](const std::shared_ptr<const dmarc::Discovery>& found) {
    const dns::Facts facts = answers.message();
    dns::Inquiry inquiry(facts);
    return judge::recall_checklist(setup, {.detected = ses::Detected::Yes}, found, inquiry);
  };
  const auto first = rows(policy);
  CHECK(first.data() == rows(policy).data());
  CHECK(ses::find_row(first, "dmarc")->status == ses::RowStatus::Ok);
  CHECK(ses::find_row(rows(nullptr), "dmarc")->status == ses::RowStatus::NotChecked);
  CHECK(ses::find_row(first, "verification")->status == ses::RowStatus::NotNeeded);
  setup.verification_token = {"token", ses::Origin::Given};
  CHECK(ses::find_row(rows(policy), "verification")->status == ses::RowStatus::Missing);
}
