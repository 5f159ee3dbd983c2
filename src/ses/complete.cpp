// SPDX-License-Identifier: Apache-2.0
// The expected set-up: what was given wins, the message tells the rest.
#include <algorithm>
#include <limits>

#include "alignmail/ses.hpp"
#include "base/ascii.hpp"

namespace alignmail::ses {
namespace {

constexpr std::size_t nearest = std::numeric_limits<std::size_t>::max();

template <class T>
void fill(Item<T>& item, const Item<T>& from) {
  if (!item.known()) item = from;
}

template <class T, class Value>
void infer(Item<T>& item, Value&& value) {
  if (item.known()) return;
  item.value = std::forward<Value>(value);
  item.origin = Origin::Inferred;
}

// How well an identity of a file fits the author: the nearer the better; nothing if it does not.
std::optional<std::size_t> nearness(const Setup& candidate, const dns::Domain& author, std::string_view address) {
  if (candidate.is_address) {
    // What is set for an address goes before its domain. Of an unknown author it is only of use where no
    // domain identity is: it lends neither a signature nor a name.
    if (!address.empty()) return ascii::iequals(candidate.identity, address) ? std::optional(nearest) : std::nullopt;
    const std::size_t at = candidate.identity.rfind('@');
    const bool is_authors = ascii::iequals(candidate.identity.substr(at + 1), author.text());
    return is_authors ? std::optional<std::size_t>(0) : std::nullopt;
  }
  if (!candidate.domain.value || !author.is_within(*candidate.domain.value)) return std::nullopt;
  return candidate.domain.value->label_count();
}

// Takes over the identity that SES would use for this author (the most specific one).
void choose(Setup& setup, const std::optional<dns::Domain>& author, std::string_view address) {
  if (setup.candidates.empty()) return;
  const Setup* best = nullptr;
  std::optional<std::size_t> best_nearness;
  for (const Setup& candidate : setup.candidates) {
    const auto near = author ? nearness(candidate, *author, address) : std::nullopt;
    if (near && (!best || *near > *best_nearness)) {
      best = &candidate;
      best_nearness = near;
    }
  }
  if (!best) return;
  const Setup chosen = *best;
  fill(setup.domain, chosen.domain);
  fill(setup.mail_from, chosen.mail_from);
  fill(setup.dkim_kind, chosen.dkim_kind);
  fill(setup.tokens, chosen.tokens);
  fill(setup.verification_token, chosen.verification_token);
  setup.not_ready.insert(setup.not_ready.end(), chosen.not_ready.begin(), chosen.not_ready.end());
  setup.identity = chosen.identity;
  setup.is_address = chosen.is_address;
  setup.mail_from_behavior = chosen.mail_from_behavior;
  setup.mail_from_status = chosen.mail_from_status;
  setup.default_mail_from = chosen.default_mail_from;
}

// The signature by which SES signed for the identity, or for whichever it has.
const dkim::Signature* own_signature(const Setup& setup, const Recognition& recognition,
                                     std::span<const dkim::SignatureResult> signatures) {
  for (const std::size_t index : recognition.own_signatures) {
    if (index >= signatures.size()) continue;
    const dkim::Signature& signature = *signatures[index].signature;
    if (!setup.domain.known() || setup.domain.value == signature.domain) return &signature;
  }
  return nullptr;
}

}  // namespace

Setup complete(const Setup& given, const Recognition& recognition, std::span<const dkim::SignatureResult> signatures,
               const std::optional<dns::Domain>& author, std::string_view address) {
  Setup setup = given;
  choose(setup, author, address);
  if (recognition.detected == Detected::Yes || setup.is_given()) {
    const dkim::Signature* own = own_signature(setup, recognition, signatures);
    if (own) {
      const std::string_view kind = is_easy_dkim_token(own->selector_text) ? "easy" : "byodkim";
      infer(setup.domain, own->domain);
      infer(setup.dkim_kind, std::string(kind));
      // While another kind is being set up, the old signature tells nothing of the new one.
      if (setup.dkim_kind.value == kind) infer(setup.tokens, std::vector{ascii::to_lower(own->selector_text)});
    } else if (author) {
      infer(setup.domain, author);
    }
    if (!recognition.region.empty()) infer(setup.region, recognition.region);
    if (recognition.mail_from == MailFrom::Custom) infer(setup.mail_from, recognition.mail_from_name);
  }
  return setup;
}

}  // namespace alignmail::ses
