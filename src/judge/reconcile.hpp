// SPDX-License-Identifier: Apache-2.0
// What the receiver said beside what is found now, and why they differ.
#pragma once

#include "alignmail/analysis.hpp"

namespace alignmail::judge {

// Reads everything else of the analysis. What time alone explains is never called false. Which ceilings were reached is
// added to `limits`.
std::vector<Comparison> reconcile(const Analysis& analysis, std::vector<std::string>& limits);

// With records laid over DNS (--dns-overlay) they may be why: the receiver did not see them.
void blame_layers(std::vector<Comparison>& comparisons);

// The last step of it: DMARC, which may differ because a leg does.
std::optional<Comparison> compare_dmarc(const Analysis& analysis, const std::vector<Comparison>& legs);

// A row for each signing domain of which the receiver judged a signature that is not here.
std::vector<Comparison> missing_signatures(const Analysis& analysis, std::vector<std::string>& limits);

// A tag such as "dis=NONE" that a receiver writes into a comment or a property, in lower case.
std::optional<std::string> stated(const message::MethodResult& claim, std::string_view tag);

// The rules by which a receiver decided against DMARC's own result.
struct Override {
  Cause cause = Cause::LocalPolicy;
  std::string detail{};
};
std::optional<Override> find_override(const Analysis& analysis, const message::MethodResult& dmarc);

}  // namespace alignmail::judge
