// SPDX-License-Identifier: Apache-2.0
// A message as octets: header fields with their offsets and original text, and the body.
//
// Nothing is changed or dropped: joining all raw fields, the separator and the body gives
// the input back. DKIM needs that (RFC 6376 section 3.4), and so does a finding that points
// at a line. Whatever breaks RFC 5322 is kept, read the way most readers would, and named
// as a defect.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "alignmail/result.hpp"

namespace alignmail::message {

// Points into the octets of its message, which live as long as the last copy of that message.
struct Field {
  std::string_view name;   // as written, without white space before the colon
  std::string_view body;   // all octets between the colon and the final line end, folds included
  std::string_view raw;    // the whole field with its final line end
  std::size_t offset = 0;  // of raw in the input
  std::uint32_t line = 0;  // counted from 1

  // Letter case ignored. Told apart by length and first letter, nearly always (comparing was 3 % of what is ours in 4
  // KB).
  bool is(std::string_view field_name) const {
    return name.size() == field_name.size() && !name.empty() && ((name[0] ^ field_name[0]) & ~0x20) == 0 &&
           has_letters(field_name);
  }

 private:
  bool has_letters(std::string_view field_name) const;
};

// What breaks the syntax of RFC 5322 section 2.2, or makes readers disagree.
enum class DefectKind : std::uint8_t {
  BareCr,  // CR without LF
  BareLf,  // LF without CR in a message that has CRLF elsewhere
  Nul,
  ControlCharacter,     // other than TAB, CR, LF, in the header
  LeadingBlankLine,     // empty lines above the first field; skipped
  LeadingContinuation,  // the first line begins with white space; taken as a field where it reads like one
  SpaceBeforeColon,     // "From :" (RFC 5322 section 4.5: obsolete)
  FoldedName,           // a line end between the name and the colon
  BlankContinuation,    // a continuation line of white space alone (RFC 5322 section 3.2.2)
  NoColon,              // a header line that is no field and no continuation; skipped
  BadName,              // octets that no field name may have (outside 33-126); kept under that name
  NoSeparator,          // the text ends in the header: no blank line, no body
  MboxFromLine,         // a leading "From " or ">From " line of a mailbox file; skipped
  LongLine,             // over 998 octets (RFC 5322 section 2.1.1)
  Truncated,            // the text ends inside a field, without a line end
  Smuggling,            // SMTP commands or a second message behind a lone dot in the body
  HeaderTooLong,        // over a ceiling (base/limits.hpp): the fields behind it were not read
  FieldTooLong,         // over a ceiling; the field is there all the same
  TooManyFields,        // over a ceiling: the fields behind it were not read
};
std::string_view to_string(DefectKind kind);

// One for each kind and part of the message, in the order of the enumeration.
struct Defect {
  DefectKind kind{};
  std::size_t offset = 0;  // of the first occurrence
  std::uint32_t line = 0;
  std::uint32_t count = 1;  // of occurrences
  bool in_header = true;
};

enum class Body : std::uint8_t { Present, Absent, Truncated };

enum class LineEnding : std::uint8_t {
  Crlf,   // as on the wire
  Lf,     // every line ends with a lone LF: a saved file; read as CRLF (RFC 6376 section 5.3)
  Cr,     // every line ends with a lone CR, and there is no LF
  Mixed,  // some do: octets are taken as they are
};

// A repair of pasted text, as the report lists it.
struct Repair {
  std::string id{};
  std::uint32_t count = 0;
  std::uint32_t line = 0;  // of the first place, in the text as it was given
  std::string quote{};     // what stood there, when that is worth showing; may be empty
};
// "14 lost folds put back"
std::string in_words(const Repair& repair);
// What has no force any more after it, besides the signatures, as a clause; empty for nothing.
std::string_view lost_by(const Repair& repair);

// Stands in repaired text where somebody had taken a name out. There is no such name (RFC 6761 section 6.4): where a
// judgement wants it, it is answered with NxDomain and no server is asked.
inline constexpr std::string_view redacted_domain = "redacted.invalid";

class Message {
 public:
  std::string_view octets() const { return octets_; }
  std::span<const Field> fields() const { return fields_; }
  std::string_view header() const { return octets_.substr(0, header_end_); }
  // The empty line; when the header was asked for alone, also what stands behind it.
  std::string_view separator() const { return octets_.substr(header_end_, body_begin_ - header_end_); }
  std::string_view body() const { return octets_.substr(body_begin_); }
  // What of the header is in no field: a mailbox's "From " line, lines that are none, and what
  // came after a ceiling. With the fields, in the order of their offsets, it makes up header().
  std::span<const std::string_view> skipped() const { return skipped_; }
  Body body_state() const { return body_state_; }
  // The caller gave less than there was (--max-size): no verdict may rest on the body.
  void mark_truncated() {
    is_given_whole_ = false;
    if (body_state_ == Body::Present) body_state_ = Body::Truncated;
  }
  LineEnding line_ending() const { return line_ending_; }
  std::span<const Defect> defects() const { return defects_; }
  const Defect* find_defect(DefectKind kind) const;
  // True when the header was given alone, as pasted: no separator, or nothing behind it and
  // the caller asked for that reading. Then no verdict may rest on the body.
  bool is_headers_only() const { return body_state_ == Body::Absent; }
  // The text ends before the header does: fields may be missing.
  bool is_header_cut() const { return is_header_cut_; }
  const std::vector<Repair>& repairs() const { return repairs_; }
  bool has_repair(std::string_view id) const;
  // The fields are not as they were given: a repair changed them, or they came without what
  // belongs to them. A repair that only set aside what stood above a whole message leaves this
  // false: its octets are those that were signed.
  bool is_rewritten() const { return is_rewritten_; }
  // Of a paste only: what shows that the text below the header cannot be the body that was signed, as a sentence. Empty
  // where it may be, and of every message that is not surely pasted: whoever sent it wrote both.
  const std::string& foreign_text() const { return foreign_text_; }
  // What was given: of repaired text the octets before the repair.
  std::string_view given() const { return is_rewritten_ ? given_ : octets_; }
  bool is_given_whole() const { return is_given_whole_; }

  // Every field of that name, top down.
  std::vector<const Field*> find_all(std::string_view name) const;
  const Field* find_first(std::string_view name) const;

 private:
  friend class Splitter;
  friend class Mender;
  std::shared_ptr<const void> owner_;  // keeps octets_ alive
  std::string_view octets_;
  std::vector<Field> fields_;
  std::vector<std::string_view> skipped_;
  std::size_t header_end_ = 0;
  std::size_t body_begin_ = 0;
  Body body_state_ = Body::Absent;
  LineEnding line_ending_ = LineEnding::Crlf;
  std::vector<Defect> defects_;
  std::vector<Repair> repairs_;
  bool is_rewritten_ = false;
  bool is_header_cut_ = false;
  std::string foreign_text_;
  bool is_given_whole_ = true;
  std::shared_ptr<const void> given_owner_;  // keeps given_ alive
  std::string_view given_;                   // of repaired text alone
};

enum class Reading : std::uint8_t {
  Detect,           // a message; headers alone when no empty line ends them; repaired when they were mangled
  Pasted,           // as Detect, of what somebody typed or pasted: what stands below the header may be other words
  Headers,          // --headers: the body is absent, whatever stands behind an empty line; repaired too
  Message,          // --message: without an empty line the body is there and empty (RFC 5322 section 3.5)
  HeaderOfMessage,  // of a message that is not at hand whole: as Headers, but nothing is repaired
};

// A message that RFC 5322 can read is never repaired, nor is anything under Reading::Message and
// Reading::HeaderOfMessage.
// What a mail program shows above a whole message, or a byte order mark, is set aside, and
// named as a repair; header and body below it are read as they stand.
// NotAMessage when there are no octets or no header field at all. Defects are not errors.
Result<Message> parse(std::string octets, Reading reading = Reading::Detect);
// The same over octets that `owner` keeps alive (a mapped file); nothing is copied.
Result<Message> parse(std::string_view octets, std::shared_ptr<const void> owner, Reading reading = Reading::Detect);

}  // namespace alignmail::message
