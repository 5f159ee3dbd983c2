// SPDX-License-Identifier: Apache-2.0
// The search through what mailing lists, gateways and programs do to a body.
//
// Text at the end is found in one pass: the canonical body is hashed up to its last 64 KiB, and from there the hash is
// read at every line end. That is always done. Everything else costs a pass of its own and comes out of one budget.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "alignmail/dkim.hpp"
#include "dkim/diagnose.hpp"
#include "dkim/inserted.hpp"

namespace alignmail::dkim {

inline constexpr std::size_t leading_lines = 50;  // in which a banner is looked for

std::string_view line_end_of(message::LineEnding line_ending);
std::string lines_in_words(std::size_t count);

class BodySearch {
 public:
  BodySearch(std::string_view body, message::LineEnding line_ending, const Signature& signature)
      : body_(body), line_ending_(line_ending), line_end_(line_end_of(line_ending)), signature_(signature) {}

  std::optional<Diagnosis> run();
  // Of a search that found nothing.
  Cut cut() const { return body_.size() > body_search_octets ? Cut::LongBody : is_cut_ ? Cut::Work : Cut::None; }

 private:
  bool other_canonicalization();
  bool other_end();
  bool text_at_end();
  bool text_at_front();
  bool rewritten_lines();
  bool text_in_part();
  bool found_inserted(std::string_view canonical, const Inserted& inserted);
  std::string_view received_lines(std::string_view canonical, const Inserted& inserted) const;
  bool several_changes();
  bool more_in(std::string_view body, message::LineEnding line_ending, const std::string& besides);

  bool may_spend(std::size_t octets);
  bool fits(const std::string& digest) const { return digest == signature_.body_hash; }
  std::string hash(std::string_view body, message::LineEnding line_ending, Canonicalization canonicalization,
                   std::optional<std::uint64_t> length) const;
  bool fits_as(std::string_view body, message::LineEnding line_ending) const {
    return fits(hash(body, line_ending, signature_.body_canonicalization, signature_.length));
  }
  bool found(Change change, std::string description);
  bool found_lines(Change change, std::string_view text, std::string_view where);
  bool found_before(std::size_t lines_from_end, std::size_t lines_kept_behind);
  std::string_view last_lines(std::string_view text, std::size_t count) const;

  std::string_view body_;
  message::LineEnding line_ending_;
  std::string_view line_end_;
  const Signature& signature_;
  std::size_t spent_ = 0;
  bool is_cut_ = false;  // something was left out
  Diagnosis diagnosis_;
};

}  // namespace alignmail::dkim
