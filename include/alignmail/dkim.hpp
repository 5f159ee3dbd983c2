// SPDX-License-Identifier: Apache-2.0
// DKIM signatures (RFC 6376, 8301, 8463): what was signed, whether it still fits, and if it
// does not, what changed.
//
// The header signature and the body hash are judged apart. A Verifier is made once for a
// message: it hashes the body once and verifies a signature once for each key text it meets,
// however many rounds or proofs ask.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "alignmail/dns.hpp"
#include "alignmail/message.hpp"
#include "alignmail/shared_list.hpp"

namespace alignmail::dkim {

enum class Status : std::uint8_t { Pass, Fail, Policy, PermError, TempError, NotChecked };
std::string_view to_string(Status status);  // "pass" ... "not_checked"

enum class Reason : std::uint8_t {
  Verified,
  BodyHashDiffers,
  SignatureMismatch,  // the header signature does not fit
  SignatureSyntax,    // tag list, missing or duplicate tag, bad value, impossible d= or s=
  FromNotSigned,
  IdentityOutsideDomain,  // i= not within d=, or not d= itself under t=s
  UnknownAlgorithm,
  HistoricAlgorithm,  // rsa-sha1 (RFC 8301)
  UnknownCanonicalization,
  Expired,     // x=
  KeyMissing,  // NXDOMAIN, no data, or no TXT that could be a key
  KeyRevoked,  // empty p=
  KeySyntax,
  KeyOfOtherType,  // k=, h= or s= do not fit, or an ed25519 key of another length
  KeyTooShort,     // under 1024 bits (RFC 8301)
  KeyTooLarge,
  TooManyNames,   // h=
  LengthTooLong,  // l= beyond the body
  DnsFailure,     // temporary
  NotAnswered,    // offline, not recorded, not asked
  BodyNotGiven,   // headers only
  Repaired,       // pasted text was repaired
  LimitReached,   // over the ceiling of signatures
  Pending,
};
std::string_view to_string(Reason reason);  // a short sentence

enum class Check : std::uint8_t { Match, Mismatch, NotChecked };
std::string_view to_string(Check check);

enum class Canonicalization : std::uint8_t { Simple, Relaxed };
std::string_view to_string(Canonicalization canonicalization);

// DKIM-Signature and ARC-Message-Signature (RFC 8617 section 4.1.2) as parsed. A tag that is
// absent is empty; text is unfolded.
struct Signature {
  std::size_t field = 0;                                                // index into Message::fields()
  std::string version{};                                                // v
  std::string algorithm{};                                              // a
  std::string signature{};                                              // b, decoded
  std::string signature_text{};                                         // b, as written without white space
  std::string body_hash{};                                              // bh, decoded
  std::string body_hash_text{};                                         // bh, as written without white space
  Canonicalization header_canonicalization = Canonicalization::Simple;  // c
  Canonicalization body_canonicalization = Canonicalization::Simple;
  std::string domain_text{};  // d, as written
  std::optional<dns::Domain> domain{};
  std::string selector_text{};                // s, as written
  std::optional<dns::Domain> key_name{};      // s._domainkey.d
  SharedList<std::string> signed_fields{};    // h, lower case
  std::string identity{};                     // i, as written; empty when absent
  std::optional<std::uint64_t> length{};      // l, octets
  std::string query{};                        // q
  std::optional<std::uint64_t> timestamp{};   // t, seconds
  std::optional<std::uint64_t> expiration{};  // x, seconds
  std::string copied_fields{};                // z
  std::optional<std::uint32_t> instance{};    // i of ARC
  std::string cv{};                           // cv of ARC-Seal
  std::vector<std::string> faults{};          // in words, of what `refused` stands for
  // Why the field can never verify, whatever its key: SignatureSyntax, FromNotSigned,
  // IdentityOutsideDomain, UnknownAlgorithm, HistoricAlgorithm, UnknownCanonicalization or
  // TooManyNames.
  std::optional<Reason> refused{};
  std::string canonicalization_text() const;  // "relaxed/simple"
};

// What published key stood behind the selector.
struct Key {
  std::string record{};              // TXT as published, joined
  std::vector<dns::Domain> chain{};  // aliases that led to it
  int records = 0;                   // how many TXT records stood there
  std::string type{};                // k: "rsa", "ed25519"
  int bits = 0;
  std::vector<std::string> rivals{};  // the other TXT records that stood there
  bool testing = false;               // t=y
  bool strict_identity = false;       // t=s
  bool revoked = false;
};

// The one change under which the signature fits again.
enum class Change : std::uint8_t {
  None,
  TextAppended,  // a footer
  TextPrepended,
  LineEndings,
  TrailingSpace,
  FromQuoting,  // ">From "
  DotStuffing,
  TransferEncoding,
  LongLines,  // broken, for SMTP allows 998 octets
  Links,      // led through a gateway
  SubjectTag,
  OtherCanonicalization,
  FinalNewline,
  FieldAdded,     // a header field that the signature then took for the signed one
  FieldReplaced,  // a signed field whose old value stands in another one
};
std::string_view to_string(Change change);  // snake_case word for the report

struct Diagnosis {
  Change change = Change::None;
  std::string description{};         // one sentence
  bool proved_by_signature = false;  // else by the body hash
  std::vector<std::string> lines{};  // the lines that were added, as received, first ones only
  std::size_t line_count = 0;        // of all of them
  bool has_more = false;             // the body was changed otherwise, too, as the description says
  std::string body_hash{};           // base64, of the body with the change undone
};

struct SignatureResult {
  Shared<Signature> signature{};
  Status status = Status::NotChecked;
  Reason reason = Reason::Pending;
  std::string detail{};  // in words, with names and values
  Check header_hash = Check::NotChecked;
  Check body_hash = Check::NotChecked;
  std::string computed_body_hash{};  // base64; empty when not computed
  std::optional<Key> key{};
  dns::Status key_status = dns::Status::Pending;  // of the look-up
  bool evaluated = true;                          // false: a ceiling came first
  std::uint64_t unsigned_octets = 0;              // of the body, beyond l=
  bool in_future = false;                         // t= after the time of judgement by more than 5 minutes
  std::optional<Diagnosis> diagnosis{};
};

class Verifier {
 public:
  // The message must outlive the verifier.
  explicit Verifier(const message::Message& message);
  ~Verifier();
  Verifier(Verifier&&) noexcept;
  Verifier& operator=(Verifier&&) noexcept;

  // Every DKIM-Signature in the order of the header. Signatures whose d= shares labels with a
  // preferred domain are evaluated first when there are more than the ceiling.
  std::vector<SignatureResult> verify(dns::Inquiry& inquiry, std::chrono::sys_seconds now,
                                      std::span<const dns::Domain> preferred);

  // What is kept between rounds, for ARC too: its seals and body hashes are computed once.
  class Memo;
  Memo& memo() { return *memo_; }

 private:
  std::unique_ptr<Memo> memo_;
};

}  // namespace alignmail::dkim
