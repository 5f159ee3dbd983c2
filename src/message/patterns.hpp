// SPDX-License-Identifier: Apache-2.0
// Regular expressions with bounds, for recognising what has no grammar. Nothing that has one is
// read through them.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string_view>

namespace alignmail::message {

// One expression, compiled once; safe to share between threads.
class Pattern {
 public:
  // Of ours, never from outside: an expression that does not compile matches nothing.
  explicit Pattern(std::string_view expression);
  ~Pattern();
  Pattern(Pattern&&) noexcept;
  Pattern& operator=(Pattern&&) noexcept;

  bool is_usable() const { return code_ != nullptr; }

  // The whole match and its groups, those without a match empty; of more groups none is told. `gave_up` tells a plain
  // "no" from one that a limit on time, memory or length forced.
  using Groups = std::array<std::string_view, 8>;
  std::optional<Groups> match(std::string_view subject, bool* gave_up = nullptr) const;

  static constexpr std::size_t longest_subject = 4096;  // what is behind it is not looked at

 private:
  struct Code;
  std::unique_ptr<Code> code_;
};

}  // namespace alignmail::message
