// SPDX-License-Identifier: Apache-2.0
// SPF records to publish instead of the ones that stand there. Each is absent when the record is
// not in the author's hands, or when there is nothing to change.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "alignmail/findings.hpp"

namespace alignmail::findings {

using SpfTerms = std::vector<const spf::Term*>;

// The terms of the checked domain's record for which this holds, in their order; never the one
// that matched.
SpfTerms terms_that(const spf::Verdict& verdict, const std::function<bool(const spf::Term&)>& holds);

// Terms without which the record stays within so many look-ups whatever the address, the costliest
// first; never one that matched, never the include of SES. Fewer when there are not enough.
SpfTerms terms_over(const spf::Verdict& verdict, int lookups);

// The checked domain's record without these terms.
std::optional<Fix> fix_by_dropping(const Analysis& analysis, const SpfTerms& terms,
                                   std::string summary = "Remove terms that you do not need");

// Where SES uses the checked domain as its MAIL FROM and no term names amazonses.com: the record with
// include:amazonses.com in the place of these terms.
std::optional<Fix> fix_by_naming_ses(const Analysis& analysis, const SpfTerms& terms);

// A record that cannot be read, as it was meant. Of somebody else's the terms that lead there go.
std::optional<Fix> fix_by_correcting(const Analysis& analysis, const spf::Evaluated& record);

// Without the include or redirect that closes the circle, and with the server of this message where nothing that is
// left could permit it.
std::optional<Fix> fix_by_opening_the_loop(const Analysis& analysis);

// A record that ends with ~all and lists the server of this message, where its "all", or none,
// decided so far.
std::optional<Fix> fix_by_taking_a_position(const Analysis& analysis);

// The terms of a record that permit everyone: +all, or ranges that cover half of all addresses
// together.
SpfTerms terms_too_wide(const spf::Evaluated& record);

// A record that does not permit everyone, and lists the server of this message if only that
// permitted it.
std::optional<Fix> fix_by_closing(const Analysis& analysis, const spf::Evaluated& record);

// The checked domain's record with the address that matched in place of ptr; without ptr when it
// did not match.
std::optional<Fix> fix_by_naming_the_address(const Analysis& analysis);

}  // namespace alignmail::findings
