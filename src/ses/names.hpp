// SPDX-License-Identifier: Apache-2.0
// The name that SES sends, signs and bounces under, and what customers publish for it.
#pragma once

#include <string_view>

#include "alignmail/domain.hpp"

namespace alignmail::ses {

// "amazonses.com": d= of the signature that SES adds, the default MAIL FROM of its first region, and the domain whose
// SPF record permits the addresses of every region.
const dns::Domain& amazonses();

// What brings those addresses into an SPF record.
inline constexpr std::string_view spf_include = "include:amazonses.com";

// "v=spf1 include:amazonses.com ~all": the record of a MAIL FROM domain that SES alone uses, as the guide of AWS has
// it.
inline constexpr std::string_view mail_from_spf = "v=spf1 include:amazonses.com ~all";

}  // namespace alignmail::ses
