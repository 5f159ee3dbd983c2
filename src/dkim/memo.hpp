// SPDX-License-Identifier: Apache-2.0
// What a Verifier keeps between rounds. Everything in it follows from the message and, for a
// verified signature, from the key's text; so a proof or a rotated key never meets stale
// results.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "alignmail/dkim.hpp"
#include "dkim/body_hash.hpp"
#include "dkim/diagnose.hpp"
#include "dkim/key.hpp"

namespace alignmail::dkim {

class Verifier::Memo {
 public:
  explicit Memo(const message::Message& message);

  const message::Message& message() const { return message_; }
  // DKIM-Signature fields in order, parsed up to limits::signatures_parsed; of those beyond
  // only the place is known.
  const std::vector<Shared<Signature>>& signatures() const { return signatures_; }
  BodyHashes& bodies() { return bodies_; }

  // SHA-256 of the header input of the signature in that field; `compute` is called once.
  const std::string& header_hash(std::size_t field, const std::function<std::string()>& compute);
  // Whether the signature fits its header hash under this key.
  bool verifies(const Signature& signature, const std::string& header_hash,
                const std::shared_ptr<const KeyRecord>& key);
  // The diagnosis for a failed signature under this key; `find` is called once.
  const std::optional<Diagnosis>& diagnosis(std::size_t field, const std::string& key_text,
                                            const std::function<std::optional<Diagnosis>()>& find);

  // A search for what changed in a body stopped short of its end (diagnose.hpp).
  void note_search(Cut cut) { cut_ = cut_ == Cut::None ? cut : cut_; }
  Cut cut_search() const { return cut_; }

 private:
  using FieldAndKey = std::pair<std::size_t, std::string>;
  struct Verified {
    std::size_t field = 0;
    std::shared_ptr<const KeyRecord> key{};
    bool fits = false;
  };

  const message::Message& message_;
  std::vector<Shared<Signature>> signatures_;
  BodyHashes bodies_;
  std::map<std::size_t, std::string> header_hashes_;
  std::vector<Verified> verified_;  // few: of signatures and keys there are ceilings
  std::map<FieldAndKey, std::optional<Diagnosis>> diagnoses_;
  Cut cut_ = Cut::None;
};

// Whether a signature fits a hash under a key, nothing remembered.
bool fits(const Signature& signature, const std::string& header_hash, const KeyRecord& key);

}  // namespace alignmail::dkim
