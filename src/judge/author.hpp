// SPDX-License-Identifier: Apache-2.0
// Who the author of a message is, or why that is not clear (RFC 9989 section 5.3.1).
#pragma once

#include <optional>
#include <vector>

#include "alignmail/analysis.hpp"

namespace alignmail::judge {

struct Authors {
  std::vector<const message::Field*> fields;  // every From
  std::vector<message::AddressList> lists;    // beside fields
  std::vector<Author> authors;                // one for each domain, at most limits::authors_judged
  std::optional<dns::Domain> domain;          // when there is just one and no reader could differ
  bool ambiguous = false;
  bool limit_reached = false;  // more authors than are judged
};

Authors find_authors(const message::Message& message);

// There is one author, whose domain somebody took out of the text.
bool is_author_redacted(const Analysis& analysis);

}  // namespace alignmail::judge
