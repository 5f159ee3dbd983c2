// SPDX-License-Identifier: Apache-2.0
#include "judge/what_if.hpp"

namespace alignmail::judge {
namespace {

bool survives(dmarc::Method method, Path path) {
  switch (path) {
    case Path::Direct: return true;
    case Path::Forwarded: return method == dmarc::Method::Dkim;
    case Path::MailingList: return false;
  }
  return false;
}

std::vector<dmarc::Alignment> along(const std::vector<dmarc::Alignment>& alignments, Path path) {
  std::vector<dmarc::Alignment> result = alignments;
  for (dmarc::Alignment& alignment : result) {
    if (survives(alignment.identifier.method, path)) continue;
    alignment.identifier.authenticated = dmarc::Authenticated::No;
    alignment.identifier.could_change = false;
  }
  return result;
}

}  // namespace

void add_what_if(const dmarc::Verdict& verdict, bool governs, std::vector<WhatIf>& rows) {
  constexpr dmarc::Mode modes[] = {dmarc::Mode::Relaxed, dmarc::Mode::Strict};
  if (!verdict.discovery) return;
  for (const Path path : {Path::Direct, Path::Forwarded, Path::MailingList}) {
    const std::vector<dmarc::Alignment> alignments = along(verdict.alignments, path);
    for (const dmarc::Mode spf_mode : modes) {
      for (const dmarc::Mode dkim_mode : modes) {
        const dmarc::Verdict other = dmarc::evaluate(*verdict.discovery, alignments, dkim_mode, spf_mode);
        rows.push_back({.spf_mode = spf_mode,
                        .dkim_mode = dkim_mode,
                        .path = path,
                        .standard = verdict.standard,
                        .outcome = other.outcome,
                        .spf = other.counts(dmarc::Method::Spf),
                        .dkim = other.counts(dmarc::Method::Dkim),
                        .in_force = governs && path == Path::Direct && spf_mode == verdict.spf_mode &&
                                    dkim_mode == verdict.dkim_mode});
      }
    }
  }
}

}  // namespace alignmail::judge
