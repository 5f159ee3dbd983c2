// SPDX-License-Identifier: Apache-2.0
#include "judge/what_if.hpp"

namespace alignmail::judge {

// Only outcomes, no words: whole verdicts were 7 % of the judgement.
void add_what_if(const dmarc::Verdict& verdict, bool governs, std::vector<WhatIf>& rows) {
  constexpr dmarc::Mode modes[] = {dmarc::Mode::Relaxed, dmarc::Mode::Strict};
  if (!verdict.discovery) return;
  for (const Path path : {Path::Direct, Path::Forwarded, Path::MailingList}) {
    for (const dmarc::Mode spf_mode : modes) {
      for (const dmarc::Mode dkim_mode : modes) {
        const dmarc::Conclusion other = dmarc::conclude(*verdict.discovery, verdict.alignments,
                                                        {.dkim_mode = dkim_mode,
                                                         .spf_mode = spf_mode,
                                                         .dkim_survives = path != Path::MailingList,
                                                         .spf_survives = path == Path::Direct});
        rows.push_back({.spf_mode = spf_mode,
                        .dkim_mode = dkim_mode,
                        .path = path,
                        .standard = verdict.standard,
                        .outcome = other.outcome,
                        .spf = other.spf,
                        .dkim = other.dkim,
                        .in_force = governs && path == Path::Direct && spf_mode == verdict.spf_mode &&
                                    dkim_mode == verdict.dkim_mode});
      }
    }
  }
}

}  // namespace alignmail::judge
