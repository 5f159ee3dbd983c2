// SPDX-License-Identifier: Apache-2.0
// What becomes of a domain without exactly one valid record (RFC 7208 sections 4.3 to 4.6).
#include "spf/check.hpp"

namespace alignmail::spf {
namespace {

Outcome finished(const Place& place, const Loaded& loaded, Status status, Reason reason, std::string detail) {
  Outcome outcome;
  outcome.evaluated = std::make_shared<Evaluated>(Evaluated{.domain = place.domain});
  outcome.evaluated->chain = loaded.chain;
  outcome.evaluated->status = status;
  outcome.evaluated->reason = reason;
  outcome.possible = reason == Reason::NotAnswered ? 0 : reason == Reason::Pending ? anything : bit(status);
  outcome.detail = std::move(detail);
  return outcome;
}

std::string describe_syntax(const Place& place, const SyntaxError& error) {
  return "\"" + error.term + "\" in the record of " + place.domain.text() + ": at column " +
         std::to_string(error.offset + 1) + " of the record, expected " + error.expected;
}

Outcome broken_record(const Place& place, const Loaded& loaded) {
  Outcome outcome =
      finished(place, loaded, Status::PermError, Reason::Syntax, describe_syntax(place, loaded.parsed.errors.front()));
  outcome.evaluated->record = loaded.parsed.record.text;
  outcome.evaluated->errors = loaded.parsed.errors;
  return outcome;
}

Outcome several_records(const Place& place, const Loaded& loaded) {
  Outcome outcome = finished(place, loaded, Status::PermError, Reason::SeveralRecords,
                             place.domain.text() + " has " + std::to_string(loaded.records.size()) + " SPF records");
  outcome.evaluated->rivals = loaded.records;
  return outcome;
}

}  // namespace

std::optional<Outcome> without_valid_record(Check& check, const Place& place, const Loaded& loaded, bool counts_void) {
  const auto trouble = [&](const Step& step) { return finished(place, loaded, step.status, step.reason, step.detail); };
  switch (loaded.reply) {
    case Reply::Pending: return finished(place, loaded, Status::None, Reason::Pending, "");
    case Reply::Failed:
    case Reply::Unknown: return trouble(dns_trouble(loaded.reply, loaded.status, place.domain, dns::Type::TXT));
    case Reply::Void:
      if (counts_void && !check.accept(loaded.reply)) return trouble(too_many_voids(place.domain, dns::Type::TXT));
      break;
    case Reply::Found: break;
  }
  if (loaded.records.size() > 1) return several_records(place, loaded);
  if (loaded.is_valid()) return std::nullopt;
  if (!loaded.records.empty()) return broken_record(place, loaded);
  std::string why = loaded.status == dns::Status::NxDomain ? " does not exist" : " has no SPF record";
  return finished(place, loaded, Status::None, Reason::NoRecord, place.domain.text() + why);
}

}  // namespace alignmail::spf
