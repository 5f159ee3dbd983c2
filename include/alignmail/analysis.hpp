// SPDX-License-Identifier: Apache-2.0
// The analysis: everything that is known of one message, and nothing that is said about it.
//
// judge() is a pure function of (message, what was given, facts, time). It goes as far as the
// facts allow; what it still wants is noted in the inquiry.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "alignmail/arc.hpp"
#include "alignmail/dkim.hpp"
#include "alignmail/dmarc.hpp"
#include "alignmail/message.hpp"
#include "alignmail/ses.hpp"
#include "alignmail/shared_list.hpp"
#include "alignmail/spf.hpp"
#include "alignmail/trust.hpp"

namespace alignmail {

// What to judge by, beside the message.
struct Options {
  trust::Given given{};
  ses::Setup setup{};  // what of it was given
  dmarc::Standard standard = dmarc::Standard::Rfc9989;
  // The time that t= and x= of signatures are held against: this, else when the message was received, as far as a field
  // says so that is believed, else now. Who has the message in hand as it arrives gives `at`: only then no sender has a
  // say in it.
  std::optional<std::chrono::sys_seconds> at{};
  std::chrono::sys_seconds now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  dns::SuffixList suffixes = dns::SuffixList::system();
};

enum class AtSource : std::uint8_t { Option, Received, Clock };

// An author address of the From fields, with the verdict it would have alone.
struct Author {
  message::Mailbox mailbox{};
  std::optional<dns::Domain> domain{};  // A-labels; absent when it is not a domain name
  std::size_t field = 0;                // index into Message::fields()
  dmarc::Verdict verdict{};             // under the standard that governs
};

enum class Path : std::uint8_t { Direct, Forwarded, MailingList };
std::string_view to_string(Path path);

// The same facts under other modes, paths and standards.
struct WhatIf {
  dmarc::Mode spf_mode = dmarc::Mode::Relaxed;
  dmarc::Mode dkim_mode = dmarc::Mode::Relaxed;
  Path path = Path::Direct;
  dmarc::Standard standard = dmarc::Standard::Rfc9989;
  dmarc::Outcome outcome = dmarc::Outcome::Unknown;
  bool spf = false;  // legs that count
  bool dkim = false;
  bool in_force = false;
};

enum class Agreement : std::uint8_t { Yes, No, NotComparable };
std::string_view to_string(Agreement agreement);

// Why what the receiver said and what is found now are not the same.
enum class Cause : std::uint8_t {
  None,                     // they are
  RecordChanged,            // DNS says something else since
  KeyChanged,               // published, rotated or removed since
  SignatureExpired,         // since
  OtherAddress,             // the receiver checked another client
  OtherIdentity,            // or another domain
  ChangedAfterCheck,        // the message, on its way from the check to here
  LocalPolicy,              // rules of the receiver's own
  ArcOverride,              // one of them: the word of a forwarder's ARC seal
  CompositeAuthentication,  // another: Microsoft's compauth
  OtherStandard,            // RFC 7489 against RFC 9989
  OtherSuffixList,          // the organization ends elsewhere
  Limits,                   // of look-ups, counted in another way
  ReceiverDns,              // DNS failed there
  OurDns,                   // DNS fails here
  FollowsLeg,               // DMARC differs because SPF or DKIM does
  NotKnown,
};
std::string_view to_string(Cause cause);

// One result of the receiver beside ours.
struct Comparison {
  std::string method{};  // "spf", "dkim", "dmarc"
  std::string domain{};  // what it is about; empty when not known
  std::string claimed{};
  std::string observed{};
  Agreement agreement = Agreement::NotComparable;
  Cause cause = Cause::None;
  std::string detail{};  // the cause in words
};

// A question whose answer is missing or useless.
struct DnsTrouble {
  dns::Question question;
  dns::Status status = dns::Status::Timeout;
  bool loops = false;  // the chain of aliases that begins there
};

struct Analysis {
  std::shared_ptr<const message::Message> message{};
  std::chrono::sys_seconds judged_at{};
  AtSource at_source = AtSource::Clock;

  // The author. Exactly one mailbox in exactly one From field, or the author is ambiguous.
  std::vector<const message::Field*> from_fields{};
  SharedList<message::AddressList> from_lists{};  // beside from_fields
  std::vector<Author> authors{};                  // at most limits::authors_judged
  std::optional<dns::Domain> author{};            // the author domain, when there is just one
  bool author_ambiguous = false;

  trust::Assessment trust{};
  // Given was a part of a header without a signature, which does not show who handed the mail over or says itself that
  // lines were left out: what it lacks proves nothing.
  bool is_excerpt = false;
  spf::Verdict spf{};                         // of MAIL FROM
  spf::Verdict helo{};                        // of HELO, reported apart
  std::vector<dkim::SignatureResult> dkim{};  // in the order of the header
  arc::Verdict arc{};
  dmarc::Verdict dmarc{};  // under the standard that governs
  dmarc::Verdict other_standard{};
  std::vector<dmarc::ReportDestination> report_destinations{};
  std::vector<dmarc::Step> misplaced_records{};  // of DMARC, where none applies
  std::vector<WhatIf> what_if{};
  ses::Recognition ses{};
  ses::Setup setup{};  // given and inferred
  SharedList<ses::ChecklistRow> checklist{};
  std::vector<Comparison> comparisons{};           // of each trusted claim: SPF, each signature, DMARC
  Agreement agreement = Agreement::NotComparable;  // on DMARC
  std::vector<DnsTrouble> dns_trouble{};
  std::vector<std::string> limits{};  // which ceilings were reached, in words
  std::string cut_search{};           // what the search for a change, on which no verdict rests, left out

  // The alignment row of SPF, and of one signature; null when there is none.
  const dmarc::Alignment* spf_alignment() const;
  const dmarc::Alignment* dkim_alignment(std::size_t signature) const;
  // What the receiver said of a signature, of SPF for MAIL FROM and of DMARC; null when nothing that is heard says it.
  const message::MethodResult* claim_for(const dkim::SignatureResult& signature) const;
  const message::MethodResult* spf_claim() const;
  const message::MethodResult* dmarc_claim() const;
  // Signatures under two keys do not fit the header: it was changed, for keys change one at a time.
  bool header_breaks_two_keys() const;
};

// What a second judgement takes for granted instead of what was observed: the proof of a fix
// that lies outside DNS.
struct Assumption {
  std::optional<std::string> mail_from{};  // another reverse-path
};

// Judges one message as often as facts arrive. What does not depend on facts is done once. One thread at a time may use
// a judge; many threads may judge, each with judges and facts of its own.
class Judge {
 public:
  // The message is there: not null.
  Judge(std::shared_ptr<const message::Message> message, Options options);
  ~Judge();
  Judge(Judge&&) noexcept;

  Analysis judge(dns::Inquiry& inquiry, const Assumption& assumption = {});
  const Options& options() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace alignmail
