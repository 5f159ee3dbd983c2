// SPDX-License-Identifier: Apache-2.0
// Set-ups and rows for the tests of the checklist.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "alignmail/ses.hpp"
#include "support/zone.hpp"

namespace ses_test {

using namespace alignmail;
using namespace alignmail::ses;

inline dns::Domain name(std::string_view text) { return *dns::Domain::parse(text); }

// example.com with Easy DKIM and one token of 32 letters t, send.example.com, us-east-1: all given.
inline Setup easy_setup(std::string_view domain = "example.com") {
  Setup setup;
  setup.domain = {name(domain), Origin::Given};
  setup.region = {"us-east-1", Origin::Given};
  setup.mail_from = {name("send." + std::string(domain)), Origin::Given};
  setup.dkim_kind = {"easy", Origin::Given};
  setup.tokens = {{std::string(32, 't')}, Origin::Given};
  return setup;
}

inline std::vector<ChecklistRow> audited(support::Zone& zone, const Setup& setup, const Recognition& recognition = {},
                                         const std::optional<dmarc::Discovery>& policy = std::nullopt) {
  return zone.settle([&](dns::Inquiry& inquiry) {
    return audit(setup, recognition.sighting(), policy ? &*policy : nullptr, inquiry);
  });
}

inline ChecklistRow row_of(std::string_view text, const Setup& setup, std::string_view id,
                           const Recognition& recognition = {}) {
  support::Zone zone(text);
  const auto rows = audited(zone, setup, recognition);
  const ChecklistRow* row = find_row(rows, id);
  return row ? *row : ChecklistRow{};
}

}  // namespace ses_test
