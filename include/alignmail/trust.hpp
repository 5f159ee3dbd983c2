// SPDX-License-Identifier: Apache-2.0
// Which reported results may be believed, and where the receiver's boundary lies.
//
// The boundary is the topmost Received in which the receiver's own host took the message from
// a host outside: what stands above it the receiver wrote, what stands below anyone may have.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "alignmail/headers.hpp"
#include "alignmail/message.hpp"
#include "alignmail/shared_list.hpp"
#include "alignmail/suffix_list.hpp"

namespace alignmail::trust {

enum class Trust : std::uint8_t {
  Trusted,    // the receiver wrote it
  Untrusted,  // another host's, or below the boundary
  Forged,     // under the receiver's own id, below the boundary
  Unknown,    // nothing shows who wrote it
};
std::string_view to_string(Trust trust);

enum class ReportedKind : std::uint8_t {
  AuthenticationResults,
  ArcAuthenticationResults,
  ReceivedSpf,
  OriginalAuthenticationResults,  // X-Original-Authentication-Results
};
std::string_view to_string(ReportedKind kind);  // the field's name in lower case

struct Reported {
  ReportedKind kind = ReportedKind::AuthenticationResults;
  std::size_t field = 0;  // index into Message::fields()
  std::uint32_t line = 0;
  std::optional<std::string> authserv_id{};
  std::string dialect{};  // "gmail", "microsoft", ...; empty when unknown
  Trust trust = Trust::Unknown;
  std::string why{};                             // of the trust, one sentence
  bool is_hearsay = false;                       // of a header without its path: unproven, and all there is
  std::vector<message::MethodResult> results{};  // a Received-SPF is one result of method spf
  std::vector<std::string> defects{};
  std::vector<std::string> cut{};  // what of the field is over a ceiling, in words
  bool is_doubtful = false;        // a part was left out, or the first of several values was taken
  // Believed for its place below the boundary alone, where the sender may have put it as well: it is shown, and what
  // nothing else tells does not rest on it.
  bool is_unproven = false;

  // Whether it is shown as what the receiver said.
  bool is_heard() const { return trust == Trust::Trusted || is_hearsay; }
};

// One hop, top down.
struct Hop {
  std::size_t field = 0;
  std::uint32_t line = 0;
  message::Received received{};
};

enum class EnvelopeSource : std::uint8_t {
  None,
  Option,
  Environment,
  ReturnPath,
  AuthenticationResults,
  ReceivedSpf,
  Received
};
std::string_view to_string(EnvelopeSource source);  // words of the report

// What the caller knows of the SMTP session; it wins over what the headers say. What is absent is taken from fields
// that are believed.
struct Given {
  std::optional<IpAddress> client_ip{};
  // The reverse-path, with its brackets or without; "" and "<>" are the null one. A name alone stands for its domain.
  std::optional<std::string> mail_from{};
  std::optional<std::string> helo{};
  // Which of them a mail system told, in variables of the environment.
  struct FromEnvironment {
    bool mail_from = false;
    bool client_ip = false;
    bool helo = false;
  };
  FromEnvironment from_environment{};
  std::vector<std::string> authserv_ids{};  // --authserv-id, lower case
};

struct Envelope {
  message::ReversePath mail_from{};
  EnvelopeSource mail_from_source = EnvelopeSource::None;
  std::optional<IpAddress> client_ip{};
  EnvelopeSource client_ip_source = EnvelopeSource::None;
  std::string helo{};
  EnvelopeSource helo_source = EnvelopeSource::None;
  bool several_return_paths = false;
  bool is_sender_unproven = false;  // MAIL FROM is named, but only where the sender may have written it
  bool is_path_emptied = false;     // the Return-Path has lost what stood in it: even the null path has its brackets
};

struct Assessment {
  SharedList<Hop> hops{};
  std::optional<std::size_t> boundary{};  // index into hops
  std::string receiver{};                 // who checked: authserv-id or the boundary's by; may be empty
  SharedList<Reported> reported{};        // top down
  Envelope envelope{};
  std::optional<std::chrono::sys_seconds> received_at{};  // by the topmost trusted Received

  // Of a header that was given without its path nothing is trusted. Its results are shown as the receiver's word, for
  // nothing else tells of it, and may not bear witness.
  bool rests_on_hearsay() const;

  // What the fields that are heard say of a method ("spf", "dkim", "dmarc"), in order.
  std::vector<const message::MethodResult*> claims(std::string_view method) const;
  // Those of them that may bear witness.
  std::vector<const message::MethodResult*> proven_claims(std::string_view method) const;
};

// The list tells which names of hosts belong to one operator.
Assessment assess(const message::Message& message, const Given& given,
                  const dns::SuffixList& suffixes = dns::SuffixList::system());

// The claim of that method about `domain`: one whose properties name it, else the first that names none, else the
// first at all. Null when there is none. Of SPF the domain is that of MAIL FROM, of DMARC the author's; a result for
// HELO alone is about something else (RFC 8601 section 2.7.2).
const message::MethodResult* claim_about(const Assessment& assessment, std::string_view method,
                                         std::string_view domain);

// The claim that belongs to one signature: matched by b=, then by d= and s=, then by d=. Of a
// signature that was cut off b= is absent.
const message::MethodResult* claim_for_signature(const Assessment& assessment, std::string_view domain,
                                                 std::string_view selector,
                                                 std::optional<std::string_view> signature_text);

}  // namespace alignmail::trust
