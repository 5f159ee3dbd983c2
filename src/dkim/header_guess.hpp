// SPDX-License-Identifier: Apache-2.0
// What a signed header may have been before it was changed, as far as the message still shows it. Each guess is proved,
// or not, by the signature.
#pragma once

#include <string>
#include <vector>

#include "alignmail/dkim.hpp"

namespace alignmail::dkim {

// A field with another body; without a field, one that is gone.
struct Rewriting {
  const message::Field* field = nullptr;
  std::string name{};
  std::string body{};
};

struct Guess {
  std::vector<Rewriting> rewritings{};
  Change change = Change::FieldReplaced;
  std::string description{};  // one sentence or more
};

// The instance of a signed field that the first mention in h= takes, the lowest; null when the name is not signed or
// the field is not there.
const message::Field* signed_instance(const message::Message& message, const Signature& signature,
                                      std::string_view name);

// Words taken off the Subject.
std::vector<Guess> subject_guesses(const message::Message& message, const Signature& signature);
// Old values that stand in other fields.
std::vector<Guess> kept_guesses(const message::Message& message, const Signature& signature);
// Values of which there are few, and quotes around names.
std::vector<Guess> value_guesses(const message::Message& message, const Signature& signature);
// One guess of each kind at once.
std::vector<Guess> combined_guesses(const message::Message& message, const Signature& signature);

}  // namespace alignmail::dkim
