// SPDX-License-Identifier: Apache-2.0
// The families of options: one file each, a table at its end. What the tables share is here.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "cli/option_rows.hpp"
#include "cli/values.hpp"

namespace alignmail::cli::rows {

// In the order of the help text.
std::span<const OptionRow> output();
std::span<const OptionRow> dns_answers();
std::span<const OptionRow> message_read();
std::span<const OptionRow> many_messages();
std::span<const OptionRow> expected_setup();
std::span<const OptionRow> judging();
std::span<const OptionRow> hook();
std::span<const OptionRow> help();

// Sets of commands, named by what they have in common.
constexpr Commands check = only(Command::Check);
constexpr Commands arriving = only(Command::Hook) | only(Command::Watch);  // messages nobody named
constexpr Commands judged = check | arriving;
constexpr Commands messages = check | only(Command::Dkim) | only(Command::Arc);
constexpr Commands analysing = messages | only(Command::Spf) | only(Command::Dmarc) | only(Command::Domain);
constexpr Commands single_protocol =
    only(Command::Spf) | only(Command::Dkim) | only(Command::Arc) | only(Command::Dmarc);
constexpr Commands all = analysing | arriving | only(Command::Explain);
constexpr Commands setup = judged | only(Command::Domain);  // those that compare with what is expected of SES
constexpr Commands every = all | only(Command::Completion) | only(Command::Manual) | only(Command::Help);
constexpr Commands envelope = check | only(Command::Spf);

// For the small functions in the tables.
using S = Settings&;
using V = const std::string&;

// The value, once it is parsed, at its place in the settings.
template <class T, class Member>
Result<void> store(Result<T> parsed, Member& member) {
  if (!parsed) return tl::unexpected(parsed.error());
  member = *std::move(parsed);
  return {};
}

// The word's index in the enumeration's own order.
template <class Enum>
Result<void> store_word(std::string_view option, const std::string& value, std::span<const std::string_view> words,
                        Enum& member) {
  const auto index = parse_word(option, value, words);
  if (!index) return tl::unexpected(index.error());
  member = static_cast<Enum>(*index);
  return {};
}

}  // namespace alignmail::cli::rows
