// SPDX-License-Identifier: Apache-2.0
// The findings, each with its evidence, its fix and the proof of the fix.
#include "base/ascii.hpp"
#include "report/json_parts.hpp"

namespace alignmail::report::json {
namespace {

Json evidence(const std::vector<findings::EvidenceItem>& items) {
  Json list = Json::array();
  for (const findings::EvidenceItem& item : items) {
    Json object = members({{"kind", findings::to_string(item.kind)}});
    if (!item.name.empty()) object["name"] = text(item.name);
    object["value"] = text(item.value);
    if (item.line > 0) object["line"] = item.line;
    list.push_back(std::move(object));
  }
  return list;
}

// The value alone: text records joined, without the quotes of a master file.
Json value(const dns::RecordData& data) {
  if (const auto* txt = std::get_if<dns::Txt>(&data)) return text(txt->joined());
  return text(dns::to_string(data));
}

Json record(const findings::RecordChange& change) {
  Json object = members({{"op", findings::to_string(change.operation)},
                         {"name", change.name.text()},
                         {"type", dns::to_string(change.type)},
                         {"ttl", change.ttl},
                         {"value", value(change.data)}});
  if (!change.was.empty()) object["was"] = texts(change.was);
  return object;
}

Json proof(const std::optional<findings::Proof>& proof) {
  if (!proof) return {};
  return members({{"dmarc", dmarc::to_string(proof->outcome)},
                  {"legs", legs(proof->spf, proof->dkim)},
                  {"caveat", text_or_null(proof->caveat)}});
}

// Reports for people break a long command over lines; a program that runs each wants it in one piece.
std::vector<std::string> whole_commands(const std::vector<std::string>& lines) {
  std::vector<std::string> whole;
  bool goes_on = false;
  for (std::string_view line : lines) {
    const bool is_broken = line.ends_with(" \\");
    if (is_broken) line.remove_suffix(2);
    if (goes_on) {
      whole.back().append(" ").append(ascii::trim(line));
    } else {
      whole.emplace_back(line);
    }
    goes_on = is_broken;
  }
  return whole;
}

Json fix(const findings::Fix& fix) {
  Json steps = Json::array();
  Json records = Json::array();
  Json commands = Json::array();
  for (const findings::FixStep& step : fix.steps) {
    steps.push_back(text(step.text));
    for (const findings::RecordChange& change : step.records) records.push_back(record(change));
    for (const std::string& command : whole_commands(step.commands)) commands.push_back(text(command));
  }
  Json object = members({{"summary", text(fix.summary)},
                         {"steps", std::move(steps)},
                         {"records", std::move(records)},
                         {"commands", std::move(commands)},
                         {"applicability", findings::to_string(fix.applicability)},
                         {"proof", proof(fix.proof)}});
  if (!fix.note.empty()) object["note"] = text(fix.note);
  if (fix.proof && !fix.proof->changes && !fix.gain.empty()) object["gain"] = text(fix.gain);
  return object;
}

Json finding(const findings::Finding& finding) {
  Json references = Json::array();
  for (const std::string_view reference : finding.rule->references) references.push_back(reference);
  Json object = members({{"id", finding.rule->id},
                         {"slug", finding.rule->slug},
                         {"severity", findings::to_string(finding.severity)},
                         {"confidence", findings::to_string(finding.confidence)},
                         {"title", text(finding.title)},
                         {"why", text(finding.why)},
                         {"evidence", evidence(finding.evidence.items)}});
  if (!finding.fix.summary.empty()) append(object, members({{"fix", fix(finding.fix)}}));
  append(object, members({{"refs", std::move(references)},
                          {"fingerprint", finding.fingerprint},
                          {"caused_by", text_or_null(finding.caused_by)}}));
  return object;
}

}  // namespace

Json findings_list(const findings::Findings& findings) {
  Json list = Json::array();
  for (const findings::Finding& each : findings.all) list.push_back(finding(each));
  return list;
}

Json plan(const findings::Findings& findings) {
  if (!findings.plan) return {};
  Json ids = Json::array();
  for (const std::string& id : findings.plan->ids) ids.push_back(id);
  return members({{"findings", std::move(ids)}, {"proof", proof(findings.plan->proof)}});
}

}  // namespace alignmail::report::json
