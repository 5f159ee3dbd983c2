// SPDX-License-Identifier: Apache-2.0
#include "dkim/verify.hpp"

#include <algorithm>
#include <iterator>

#include "base/time.hpp"
#include "dkim/canonicalize.hpp"
#include "dkim/crypto.hpp"

namespace alignmail::dkim {
namespace {

using message::DefectKind;
using std::chrono::sys_seconds;

// Clocks may differ by this much (section 3.5, the note on x=).
constexpr std::chrono::minutes skew{5};

struct Conclusion {
  Status status{};
  Reason reason{};
  std::string detail{};
};

Status status_of(Reason reason) {
  switch (reason) {
    case Reason::Verified: return Status::Pass;
    case Reason::BodyHashDiffers:
    case Reason::SignatureMismatch:
    case Reason::LengthTooLong: return Status::Fail;
    case Reason::HistoricAlgorithm:
    case Reason::Expired:
    case Reason::KeyTooShort:
    case Reason::KeyTooLarge:
    case Reason::TooManyNames: return Status::Policy;
    case Reason::SignatureSyntax:
    case Reason::FromNotSigned:
    case Reason::IdentityOutsideDomain:
    case Reason::UnknownAlgorithm:
    case Reason::UnknownCanonicalization:
    case Reason::KeyMissing:
    case Reason::KeyRevoked:
    case Reason::KeySyntax:
    case Reason::KeyOfOtherType: return Status::PermError;
    case Reason::DnsFailure: return Status::TempError;
    case Reason::NotAnswered:
    case Reason::BodyNotGiven:
    case Reason::Repaired:
    case Reason::LimitReached:
    case Reason::Pending: return Status::NotChecked;
  }
  return Status::NotChecked;
}

// Seconds since 1970 as a time, bounded to what a calendar can show.
sys_seconds time_of(std::uint64_t seconds) {
  constexpr std::uint64_t year_9999 = 253'402'300'799;
  return sys_seconds(std::chrono::seconds(std::min(seconds, year_9999)));
}

bool is_later(std::uint64_t seconds, sys_seconds now) { return time_of(seconds) > now + skew; }

// Whether a header signature that does not fit says something about the message.
bool header_is_whole(const message::Message& message) {
  if (message.is_header_cut()) return false;
  for (const DefectKind kind : {DefectKind::HeaderTooLong, DefectKind::FieldTooLong, DefectKind::TooManyFields}) {
    if (message.find_defect(kind) != nullptr) return false;
  }
  return true;
}

// One signature on its way to a result.
class Judgement {
 public:
  Judgement(Verifier::Memo& memo, const Shared<Signature>& signature, Covers covers)
      : memo_(memo), message_(memo.message()), covers_(covers), result_{.signature = signature} {}

  void check_body();
  void check_header(const KeyLookup& lookup, const std::function<std::string()>& hash);
  SignatureResult conclude(sys_seconds now) &&;

 private:
  Conclusion conclusion(sys_seconds now) const;
  Conclusion body_conclusion() const;
  bool lacks_signed_fields() const;

  Verifier::Memo& memo_;
  const message::Message& message_;
  Covers covers_;
  SignatureResult result_;
  bool length_is_too_long_ = false;
  std::optional<Refusal> key_refusal_;
};

void Judgement::check_body() {
  if (covers_ != Covers::HeaderAndBody || message_.is_headers_only()) return;
  const Signature& signature = *result_.signature;
  const BodyHash& hash = memo_.bodies().find(signature.body_canonicalization, signature.length);
  length_is_too_long_ = hash.length_is_too_long;
  result_.computed_body_hash = hash.text;
  if (signature.length && !length_is_too_long_) result_.unsigned_octets = hash.total - *signature.length;
  // What was cut off or repaired by us, or is no body, proves nothing against the signature.
  const bool is_whole =
      message_.body_state() == message::Body::Present && !message_.is_rewritten() && message_.foreign_text().empty();
  // What follows behind the cut is not covered by a hash that fits, unless l= ends before it.
  const bool may_go_on = message_.body_state() == message::Body::Truncated && !signature.length;
  if (hash.digest == signature.body_hash && !length_is_too_long_ && !may_go_on) {
    result_.body_hash = Check::Match;
  } else if (is_whole) {
    result_.body_hash = Check::Mismatch;
  }
}

// Tries the published keys and keeps the one that fits, else the best reason why none does.
void Judgement::check_header(const KeyLookup& lookup, const std::function<std::string()>& hash) {
  result_.key_status = lookup.status;
  key_refusal_ = lookup.refusal;
  bool has_acceptable = false;
  for (const std::size_t index : lookup.candidates) {
    const std::shared_ptr<const KeyRecord>& record = lookup.published[index];
    const std::optional<Refusal> unfit = why_unfit(*record, *result_.signature);
    // A short key is tried too: whether it fits tells more.
    const bool can_be_tried = !unfit || unfit->reason == Reason::KeyTooShort;
    const bool fits =
        can_be_tried && memo_.verifies(*result_.signature, memo_.header_hash(result_.signature->field, hash), record);
    const bool is_better = !result_.key || (!unfit && (fits || !has_acceptable));
    if (is_better) {
      result_.key = lookup.key_at(index);
      result_.header_hash = fits ? Check::Match : can_be_tried ? Check::Mismatch : Check::NotChecked;
      key_refusal_ = unfit;
    }
    has_acceptable = has_acceptable || !unfit;
    if (fits && !unfit) break;
  }
  const bool proves_nothing =
      !header_is_whole(message_) || message_.is_rewritten() || lacks_signed_fields() || is_cut(message_, result_);
  if (result_.header_hash == Check::Mismatch && proves_nothing) result_.header_hash = Check::NotChecked;
}

// Somebody copied the signature and left out what it covers: fields that every mail has, and the path or the end.
bool Judgement::lacks_signed_fields() const {
  const bool has_path = message_.find_first("Received") != nullptr;
  if (!message_.is_headers_only() || (has_path && message_.find_defect(DefectKind::Truncated) == nullptr)) return false;
  constexpr std::string_view usual[] = {"from", "to", "subject", "date", "message-id"};
  const auto& names = result_.signature->signed_fields;
  return std::any_of(std::begin(usual), std::end(usual), [&](std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end() && message_.find_first(name) == nullptr;
  });
}

Conclusion because(Reason reason, std::string detail) { return {status_of(reason), reason, std::move(detail)}; }

// The order of the reasons: what holds for ever, then time, key, body and header.
Conclusion Judgement::conclusion(sys_seconds now) const {
  const Signature& signature = *result_.signature;
  const bool is_repaired = message_.is_rewritten();
  // A pasted signature that does not parse may have been whole where it came from.
  if (is_repaired && signature.refused && status_of(*signature.refused) == Status::PermError) {
    return because(Reason::Repaired, "the pasted text was repaired, and the signature in it is not whole");
  }
  if (is_cut(message_, result_)) {
    return because(Reason::BodyNotGiven, "b= is not whole in the header that was given, of which d= and s= are used");
  }
  if (signature.refused) {
    return because(*signature.refused, signature.faults.empty() ? std::string{} : signature.faults.front());
  }
  if (signature.expiration && now > time_of(*signature.expiration) + skew) {
    return because(Reason::Expired, "x= was " + to_rfc3339(time_of(*signature.expiration)));
  }
  if (key_refusal_) return because(key_refusal_->reason, key_refusal_->detail);
  if (is_repaired) {
    return because(Reason::Repaired, "the pasted text was repaired, so its octets are not those that were signed");
  }
  if (result_.header_hash == Check::NotChecked && lacks_signed_fields()) {
    return because(Reason::BodyNotGiven, "fields that the signature covers were not given, and neither was the body");
  }
  if (result_.header_hash == Check::NotChecked) {
    return because(Reason::LimitReached, "the header was not read to its end");
  }
  if (result_.body_hash == Check::Mismatch) return body_conclusion();
  if (result_.header_hash == Check::Mismatch) {
    return because(Reason::SignatureMismatch,
                   "b= does not fit the signed fields under the key at " + signature.key_name->text());
  }
  if (covers_ == Covers::HeaderAndBody && result_.body_hash == Check::NotChecked) {
    const bool is_cut = !message_.is_headers_only() && message_.foreign_text().empty();
    const std::string_view why = is_cut ? "cut off" : "not given";
    return because(Reason::BodyNotGiven, "the header signature fits; the body was " + std::string(why));
  }
  return because(Reason::Verified, "it fits under the key at " + signature.key_name->text());
}

Conclusion Judgement::body_conclusion() const {
  if (length_is_too_long_) {
    const BodyHash& hash = memo_.bodies().find(result_.signature->body_canonicalization, result_.signature->length);
    return because(Reason::LengthTooLong, "l= claims " + std::to_string(*result_.signature->length) +
                                              " octets, the body has " + std::to_string(hash.total));
  }
  const std::string header = result_.header_hash == Check::Match ? "" : "; b= does not fit the signed fields either";
  return because(Reason::BodyHashDiffers, "bh= is " + result_.signature->body_hash_text + ", the body gives " +
                                              result_.computed_body_hash + header);
}

SignatureResult Judgement::conclude(sys_seconds now) && {
  result_.in_future = result_.signature->timestamp && is_later(*result_.signature->timestamp, now);
  Conclusion conclusion_now = conclusion(now);
  result_.status = conclusion_now.status;
  result_.reason = conclusion_now.reason;
  result_.detail = std::move(conclusion_now.detail);
  return std::move(result_);
}

}  // namespace

bool is_cut(const message::Message& message, const SignatureResult& result) {
  const Signature& signature = *result.signature;
  // Behind the header of a message that is not at hand whole its empty line stands: nobody cut that one.
  const bool is_copied = message.is_headers_only() && message.separator().empty() && !message.is_header_cut();
  if (!is_copied || !signature.key_name || message.is_rewritten()) return false;
  if (signature.refused) return *signature.refused == Reason::SignatureSyntax && signature.signature.empty();
  const bool is_rsa = result.key && result.key->type == "rsa";
  // A whole one of another key has a size that keys have.
  constexpr std::size_t usual_octets[] = {64, 96, 128, 192, 256, 384, 512};
  const std::size_t octets = signature.signature.size();
  const bool is_usual = std::find(std::begin(usual_octets), std::end(usual_octets), octets) != std::end(usual_octets);
  return is_rsa && !is_usual && octets * 8 + 8 <= static_cast<std::size_t>(result.key->bits);
}

std::string header_hash_of(const message::Message& message, const Signature& signature) {
  constexpr std::size_t most_kept = 64U << 10;
  // Kept by the thread: fresh memory of this size makes the C library tidy its heap for each message.
  thread_local std::string input;
  if (input.capacity() > most_kept) input = {};
  input.clear();
  const auto fields = message.fields();
  append_header_input(fields, signature.signed_fields, fields[signature.field], signature.header_canonicalization,
                      message.line_ending(), input);
  return sha256(input);
}

SignatureResult judge_signature(Verifier::Memo& memo, const Shared<Signature>& signature, Covers covers,
                                const std::function<std::string()>& hash, dns::Inquiry& inquiry, sys_seconds now) {
  Judgement judgement(memo, signature, covers);
  // Nothing is asked or computed for a field that can never verify.
  if (!signature->refused) {
    judgement.check_body();
    judgement.check_header(find_keys(*signature, inquiry.ask(*signature->key_name, dns::Type::TXT)), hash);
  }
  return std::move(judgement).conclude(now);
}

}  // namespace alignmail::dkim
