// SPDX-License-Identifier: Apache-2.0
#include "judge/recall.hpp"

#include "dns/remembered.hpp"
#include "judge/what_if.hpp"

namespace alignmail::judge {
namespace {

// Everything that recall_policy() is given, in one text. No name holds a space.
std::string key_of(const dns::Domain& author, dmarc::Standard standard, std::span<const dmarc::Identifier> candidates,
                   const dns::SuffixList& suffixes) {
  const auto letter = [](auto value) { return static_cast<char>('0' + static_cast<int>(value)); };
  std::string key = author.text();
  key.append({' ', letter(standard)}).append(std::to_string(suffixes.number()));
  for (const dmarc::Identifier& candidate : candidates) {
    key.append(1, ' ').append(candidate.domain.text());
    key.append({' ', letter(candidate.method), letter(candidate.authenticated), letter(candidate.could_change)});
    key.append(std::to_string(candidate.signature));
  }
  return key;
}

Policy make_policy(const dns::Domain& author, dmarc::Standard standard, std::span<const dmarc::Identifier> candidates,
                   const dns::SuffixList& suffixes, dns::Inquiry& inquiry) {
  Policy policy{.dmarc = dmarc::check(author, standard, candidates, suffixes, inquiry),
                .other_standard = dmarc::check(author, other_than(standard), candidates, suffixes, inquiry)};
  policy.report_destinations = dmarc::report_destinations(*policy.dmarc.discovery, suffixes, inquiry);
  policy.misplaced_records = dmarc::misplaced_records(*policy.dmarc.discovery, inquiry);
  add_what_if(policy.dmarc, true, policy.what_if);
  add_what_if(policy.other_standard, false, policy.what_if);
  return policy;
}

// A checklist with what it was made from.
struct Checked {
  ses::Setup setup{};
  ses::Sighting sighting{};
  std::shared_ptr<const dmarc::Discovery> policy{};
  SharedList<ses::ChecklistRow> rows{};
};

}  // namespace

std::shared_ptr<const Policy> recall_policy(const dns::Domain& author, dmarc::Standard standard,
                                            std::span<const dmarc::Identifier> candidates,
                                            const dns::SuffixList& suffixes, dns::Inquiry& inquiry) {
  thread_local dns::Remembered<Policy> remembered;
  const auto make = [&] { return make_policy(author, standard, candidates, suffixes, inquiry); };
  return remembered.find(key_of(author, standard, candidates, suffixes), inquiry, make);
}

SharedList<ses::ChecklistRow> recall_checklist(const ses::Setup& setup, const ses::Sighting& sighting,
                                               const std::shared_ptr<const dmarc::Discovery>& policy,
                                               dns::Inquiry& inquiry) {
  thread_local dns::Remembered<Checked> remembered;
  const auto make = [&] {
    return Checked{setup, sighting, policy, ses::audit(setup, sighting, policy.get(), inquiry)};
  };
  // A set-up has too many members for a key that nobody forgets to extend: it is compared instead. What was found
  // of the policy is the same when it was remembered too.
  const auto serves = [&](const Checked& checked) {
    return checked.policy == policy && checked.sighting == sighting && checked.setup == setup;
  };
  const std::string key = setup.domain.value ? setup.domain.value->text() : std::string();
  return remembered.find(key, inquiry, make, serves)->rows;
}

}  // namespace alignmail::judge
