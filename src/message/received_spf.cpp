// SPDX-License-Identifier: Apache-2.0
// Received-SPF (RFC 7208 section 9.1): result, a comment, key=value pairs between semicolons.

#include "alignmail/headers.hpp"
#include "base/ascii.hpp"
#include "base/limits.hpp"
#include "message/authentication_words.hpp"
#include "message/field_cursor.hpp"

namespace alignmail::message {
namespace {

constexpr std::size_t most_pairs = 100;

// RFC 7208 section 2.6, and what was written before it.
constexpr std::string_view known_words[] = {"pass",      "fail",      "softfail", "neutral", "none",
                                            "temperror", "permerror", "error",    "unknown"};

class Parser {
 public:
  explicit Parser(std::string_view text) : in_(text.substr(0, limits::field_octets)) {
    if (text.size() > limits::field_octets) note("the field is over the ceiling; the rest was not read");
  }

  ReceivedSpf run() {
    in_.skip();
    out_.result = ascii::to_lower(in_.word());
    if (in_.front() == '=') {
      note("a pair in place of the result");
      in_.go_to(0);
      out_.result.clear();
    } else if (out_.result.empty()) {
      note("no result");
    } else if (!is_one_of(known_words, out_.result)) {
      note("the word \"" + out_.result.substr(0, 40) + "\" in place of a result");
      out_.is_doubtful = true;
    }
    // Any later comment says nothing (RFC 7208 section 9.1), and may be of a value that the sender chose.
    std::vector<std::string> comments;
    in_.skip(&comments);
    if (!comments.empty()) out_.comment = std::move(comments.front());
    while (!in_.at_end()) {
      read_pair();
      in_.skip();
    }
    note_unread(in_, out_.defects, out_.cut);
    out_.is_doubtful = out_.is_doubtful || in_.is_unclosed() || !out_.cut.empty();
    return std::move(out_);
  }

 private:
  void note(std::string defect) { note_defect(std::move(defect), out_.defects); }

  void read_pair() {
    if (in_.take(';')) return;
    const std::string key = ascii::to_lower(in_.word());
    in_.skip();
    if (key.empty() || !in_.take('=')) {
      note("text that is not a pair");
      if (key.empty() && in_.front() == '"') {
        in_.quoted();
      } else if (key.empty()) {
        in_.drop();
      }
      return;
    }
    in_.skip();
    FieldCursor::Value value = in_.value();
    if (out_.pairs.size() == most_pairs) {
      note_defect(after_the_first("pairs", most_pairs), out_.cut);
      return note("more pairs than the ceiling");
    }
    if (const auto before = out_.find(key)) {
      note("the key \"" + key.substr(0, 40) + "\" stands twice");
      out_.is_doubtful = out_.is_doubtful || *before != value.text;
    }
    out_.pairs.emplace_back(key, std::move(value.text));
  }

  FieldCursor in_;
  ReceivedSpf out_;
};

}  // namespace

std::optional<std::string_view> ReceivedSpf::find(std::string_view key) const {
  for (const auto& [name, value] : pairs) {
    if (ascii::iequals(name, key)) return value;
  }
  return std::nullopt;
}

ReceivedSpf parse_received_spf(std::string_view field_body) { return Parser(field_body).run(); }

}  // namespace alignmail::message
