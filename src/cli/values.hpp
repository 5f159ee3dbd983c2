// SPDX-License-Identifier: Apache-2.0
// Values of options, from text. Each error names the option, the value and what is wanted.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "alignmail/domain.hpp"
#include "alignmail/ip_address.hpp"
#include "alignmail/result.hpp"

namespace alignmail::cli {

// "--color: "blue" is not one of auto, always, never; did you mean …?"; else the index.
Result<std::size_t> parse_word(std::string_view option, std::string_view value,
                               std::span<const std::string_view> words);
Result<std::uint64_t> parse_count(std::string_view option, std::string_view value, std::uint64_t least,
                                  std::uint64_t most);
Result<IpAddress> parse_ip(std::string_view option, std::string_view value);
Result<dns::Domain> parse_domain(std::string_view option, std::string_view value);

tl::unexpected<Error> bad_value(std::string_view option, std::string_view value, std::string_view wanted);

}  // namespace alignmail::cli
