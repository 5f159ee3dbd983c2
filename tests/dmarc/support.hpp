// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>

#include "alignmail/dmarc.hpp"

namespace alignmail::dmarc {

inline dns::Domain name(std::string_view text) { return *dns::Domain::parse(text); }

// A list of our own, so that the tests know it: test, com, net, org, hosting.test, co.uk.
inline const dns::SuffixList& suffixes() {
  static const dns::SuffixList list = [] {
    auto loaded = dns::SuffixList::load(ALIGNMAIL_SOURCE_DIR "/tests/dmarc/suffixes.dat");
    if (!loaded) throw std::runtime_error(loaded.error().what);
    return *loaded;
  }();
  return list;
}

}  // namespace alignmail::dmarc
