// SPDX-License-Identifier: Apache-2.0
#include "dkim/key.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "base/base64.hpp"
#include "base/escape.hpp"
#include "base/limits.hpp"
#include "base/recent.hpp"
#include "base/tag_list.hpp"
#include "dkim/copied.hpp"

namespace alignmail::dkim {
namespace {

constexpr std::size_t ed25519_octets = 32;

std::vector<std::string> words_of(const Tag* tag) {
  std::vector<std::string> words;
  if (tag == nullptr) return words;
  for (const std::string_view part : ascii::split(tag->value, ':')) {
    words.push_back(ascii::to_lower(ascii::trim(part)));
  }
  return words;
}

bool holds(const std::vector<std::string>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

Refusal syntax(std::string detail) { return {Reason::KeySyntax, std::move(detail)}; }

// Only what verification must not even start with; too short is for why_unfit().
std::optional<Refusal> check_rsa_size(const RsaKey& rsa) {
  const int bits = rsa.bits();
  if (bits > limits::rsa_bits_most) {
    return Refusal{Reason::KeyTooLarge, "the modulus has " + std::to_string(bits) + " bits"};
  }
  if (rsa.exponent.size() > 8) return Refusal{Reason::KeyTooLarge, "the exponent has more than 64 bits"};
  const auto is_odd = [](const std::string& number) { return (number.back() & 1) != 0; };
  // An even modulus or exponent, and the exponent 1, are no RSA keys at all.
  if (!is_odd(rsa.modulus) || !is_odd(rsa.exponent) || rsa.exponent == "\x01") {
    return syntax("the numbers in p= make no RSA key");
  }
  return std::nullopt;
}

std::optional<Refusal> read_material(std::string_view text, KeyRecord& record) {
  if (text.size() > limits::key_octets) {
    return Refusal{Reason::KeyTooLarge, "p= has " + std::to_string(text.size()) + " octets"};
  }
  const auto octets = decode_base64(text);
  if (!octets) return syntax("p= is not valid base64");
  if (record.key.type == "ed25519") {
    if (octets->size() != ed25519_octets) {
      return Refusal{Reason::KeyOfOtherType,
                     "p= holds " + std::to_string(octets->size()) + " octets, an Ed25519 key has 32"};
    }
    record.ed25519 = *octets;
    record.key.bits = 256;
    return std::nullopt;
  }
  auto rsa = parse_rsa_key(*octets);
  if (!rsa) return syntax("p= holds no RSA key: " + rsa.error().what);
  record.rsa = std::move(*rsa);
  record.key.bits = record.rsa.bits();
  return check_rsa_size(record.rsa);
}

std::optional<Refusal> read_tags(const TagList& tags, KeyRecord& record) {
  const Tag* version = tags.find("v");
  const Tag* type = tags.find("k");
  record.key.type = type == nullptr ? "rsa" : ascii::to_lower(ascii::unfold(type->value));
  record.hashes = words_of(tags.find("h"));
  record.services = words_of(tags.find("s"));
  const std::vector<std::string> flags = words_of(tags.find("t"));
  record.key.testing = holds(flags, "y");
  record.key.strict_identity = holds(flags, "s");
  if (version != nullptr && version->value != "DKIM1") {
    return syntax("v= is \"" + escape::visible(version->value.substr(0, 40)) + "\", not \"DKIM1\"");
  }
  if (version != nullptr && version != &tags.tags.front()) return syntax("v= is not the first tag");
  if (!tags.faults.empty()) return syntax(tags.faults.front().what);
  const Tag* material = tags.find("p");
  if (material == nullptr) return syntax("there is no p= tag");
  if (record.key.type != "rsa" && record.key.type != "ed25519") {
    return Refusal{Reason::KeyOfOtherType,
                   "k= is \"" + escape::visible(record.key.type.substr(0, 40)) + "\", which is not known"};
  }
  const std::string_view text = ascii::trim(material->value);
  if (text.empty()) {
    record.key.revoked = true;
    return Refusal{Reason::KeyRevoked, "p= is empty"};
  }
  return read_material(text, record);
}

// Whether a record was meant as a key at all, and not as SPF or another use of TXT.
bool could_be_key(std::string_view text) {
  const TagList tags = parse_tag_list(text);
  const Tag* version = tags.find("v");
  if (version != nullptr && !ascii::istarts_with(version->value, "DKIM")) return false;
  return version != nullptr || tags.find("p") != nullptr || tags.find("k") != nullptr;
}

// Of the same text the same record, so that a mailbox does not cost the decoding of one key a thousand times.
std::shared_ptr<const KeyRecord> recall_key_record(std::string_view text) {
  thread_local Recent<KeyRecord> recent;
  return recent.find(text, [&] { return parse_key_record(text); });
}

std::vector<std::shared_ptr<const KeyRecord>> records_of(const dns::Answer& answer) {
  std::vector<std::shared_ptr<const KeyRecord>> records;
  records.reserve(answer.records.size());
  for (const dns::RecordData& data : answer.records) {
    const auto* txt = std::get_if<dns::Txt>(&data);
    if (txt == nullptr) continue;
    // Of a text in one piece no copy is made.
    records.push_back(txt->strings.size() == 1 ? recall_key_record(txt->strings.front())
                                               : recall_key_record(txt->joined()));
  }
  std::sort(records.begin(), records.end(), [](const auto& a, const auto& b) { return a->key.record < b->key.record; });
  return records;
}

Refusal missing(const Signature& signature, const std::string& what) {
  return {Reason::KeyMissing, what + " at " + signature.key_name->text()};
}

}  // namespace

KeyRecord parse_key_record(std::string_view text) {
  KeyRecord record;
  record.key.record = std::string(text);
  record.refusal = read_tags(parse_tag_list(text), record);
  // Section 6.1.2: a key whose syntax is not that of a tag list is ignored, whatever else is said of it.
  if (!record.refusal || record.refusal->reason != Reason::KeySyntax) {
    if (std::string octet = foreign_octet(text); !octet.empty()) record.refusal = syntax(std::move(octet));
  }
  return record;
}

std::optional<Refusal> why_unfit(const KeyRecord& record, const Signature& signature) {
  if (record.refusal) return record.refusal;
  const std::string& algorithm = signature.algorithm;
  if (algorithm.substr(0, algorithm.find('-')) != record.key.type) {
    return Refusal{Reason::KeyOfOtherType, "the key is for " + record.key.type + ", the signature is " + algorithm};
  }
  if (!record.hashes.empty() && !holds(record.hashes, "sha256")) {
    return Refusal{Reason::KeyOfOtherType, "h= of the key does not allow sha256"};
  }
  if (!record.services.empty() && !holds(record.services, "*") && !holds(record.services, "email")) {
    return Refusal{Reason::KeyOfOtherType, "s= of the key does not allow email"};
  }
  if (record.key.strict_identity && !signature.identity.empty() && signature.domain) {
    const std::string identity = decode_quoted_printable(signature.identity);
    const auto host = dns::Domain::parse_international(std::string_view(identity).substr(identity.rfind('@') + 1));
    if (!host || *host != *signature.domain) {
      return Refusal{Reason::IdentityOutsideDomain, "the key says t=s, but i= is not at d= itself"};
    }
  }
  if (record.key.type == "rsa" && record.key.bits < limits::rsa_bits_least) {
    return Refusal{Reason::KeyTooShort, "the key has " + std::to_string(record.key.bits) + " bits, 1024 are the least"};
  }
  return std::nullopt;
}

KeyLookup find_keys(const Signature& signature, dns::Answer answer) {
  KeyLookup lookup{.status = answer.status};
  if (answer.status == dns::Status::Pending) {
    lookup.refusal = Refusal{Reason::Pending, "the key has not been fetched yet"};
  } else if (dns::is_temporary(answer.status)) {
    lookup.refusal = Refusal{Reason::DnsFailure, "the look-up of " + signature.key_name->text() +
                                                     " failed: " + std::string(dns::to_string(answer.status))};
  } else if (!dns::is_answer(answer.status)) {
    lookup.refusal =
        Refusal{Reason::NotAnswered, signature.key_name->text() + ": " + std::string(dns::to_string(answer.status))};
  } else if (!answer.found()) {
    lookup.refusal = missing(signature, answer.status == dns::Status::NxDomain ? "no such name" : "no TXT record");
  }
  if (lookup.refusal) return lookup;

  lookup.published = records_of(answer);
  lookup.chain = std::move(answer.chain);
  std::optional<std::size_t> unreadable;
  for (std::size_t i = 0; i < lookup.published.size(); ++i) {
    const KeyRecord& record = *lookup.published[i];
    if (record.reads_as_key()) {
      lookup.candidates.push_back(i);
    } else if (!unreadable && could_be_key(record.key.record)) {
      unreadable = i;
    }
  }
  if (lookup.candidates.empty() && unreadable) lookup.candidates.push_back(*unreadable);
  if (lookup.candidates.empty()) lookup.refusal = missing(signature, "no TXT record that is a key");
  return lookup;
}

Key KeyLookup::key_at(std::size_t index) const {
  Key key = published[index]->key;
  key.chain = chain;
  key.records = static_cast<int>(published.size());
  for (std::size_t i = 0; i < published.size(); ++i) {
    if (i != index) key.rivals.push_back(published[i]->key.record);
  }
  return key;
}

}  // namespace alignmail::dkim
