// SPDX-License-Identifier: Apache-2.0
// SARIF 2.1.0 for code scanning: each finding is a result at the header line that it is about.
// All rules are listed, fired or not, so that the results of messages need nothing but ids.
#include "base/ascii.hpp"
#include "report/document.hpp"
#include "report/formats.hpp"
#include "report/headline.hpp"
#include "report/json_parts.hpp"
#include "report/summary.hpp"

namespace alignmail::report {
namespace {

using json::Json;
using json::members;
using json::text;

std::string_view level(findings::Severity severity) {
  switch (severity) {
    case findings::Severity::Error: return "error";
    case findings::Severity::Warning: return "warning";
    case findings::Severity::Info: return "note";
  }
  return "none";
}

// A path as a relative reference (RFC 3986 section 4.2).
std::string uri(std::string_view path) {
  constexpr std::string_view hex = "0123456789ABCDEF";
  std::string out;
  for (const char c : path) {
    const auto octet = static_cast<unsigned char>(c);
    if (ascii::is_alnum(c) || std::string_view("-._~/").find(c) != std::string_view::npos) {
      out.push_back(c);
    } else {
      out += {'%', hex[octet >> 4U], hex[octet & 15U]};
    }
  }
  return out;
}

Json location(const std::string& artifact, std::size_t line) {
  return members({{"physicalLocation", members({{"artifactLocation", members({{"uri", artifact}})},
                                                {"region", members({{"startLine", line}})}})}});
}

Json related(const findings::Finding& finding, const Input& input, const std::string& artifact) {
  Json list = Json::array();
  for (const findings::EvidenceItem& item : finding.evidence.items) {
    if (item.line == 0) continue;
    Json place = location(artifact, line_of_source(item.line, input));
    place["message"] = members({{"text", text(item.name)}});
    list.push_back(std::move(place));
  }
  return list;
}

// A message without findings is marked too; no severity, for it is nothing that is wrong.
Json overlay_result(const Input& input) {
  return members({{"ruleId", "dns-overlay"},
                  {"kind", "informational"},
                  {"level", "none"},
                  {"message", members({{"text", text(overlay_sentence(input))}})},
                  {"locations", Json::array({location(uri(source_name(input)), line_of_source(1, input))})},
                  {"properties", members({{"dnsOverlay", text(input.overlay)}})}});
}

Json result(const findings::Finding& finding, const Subject& subject) {
  const std::string artifact = uri(source_name(subject.input));
  std::string sentences = story(finding);
  if (!subject.input.overlay.empty()) sentences += " " + overlay_sentence(subject.input);
  Json object = members({{"ruleId", finding.rule->id},
                         {"level", level(finding.severity)},
                         {"message", members({{"text", text(sentences)}})},
                         {"locations", Json::array({location(artifact, line_of(finding, subject))})},
                         {"partialFingerprints", members({{"alignmail/v1", finding.fingerprint}})},
                         {"properties", members({{"dmarc", dmarc::to_string(subject.analysis.dmarc.outcome)}})}});
  if (Json places = related(finding, subject.input, artifact); !places.empty())
    object["relatedLocations"] = std::move(places);
  if (!finding.caused_by.empty()) object["properties"]["causedBy"] = finding.caused_by;
  if (!subject.input.overlay.empty()) object["properties"]["dnsOverlay"] = text(subject.input.overlay);
  if (!subject.input.id.empty()) object["properties"]["messageId"] = text(subject.input.id);
  return object;
}

Json rules() {
  Json list = Json::array();
  for (const findings::Rule* rule : findings::catalogue()) {
    const std::string help = std::string(rule->explanation) + "\n\nWhat to do: " + std::string(rule->fix) + ".";
    list.push_back(members({{"id", rule->id},
                            {"name", rule->slug},
                            {"shortDescription", members({{"text", std::string(rule->title) + "."}})},
                            {"help", members({{"text", help}})},
                            {"defaultConfiguration", members({{"level", level(rule->severity)}})}}));
  }
  return list;
}

}  // namespace

std::string render_sarif(const Subject& subject, const Style& /*style*/) {
  std::string out;
  const auto add = [&out](const Json& each) {
    const std::string line = json::dump(each, -1);
    if (!out.empty()) out += ",\n";
    out.append(line, 0, line.size() - 1);
  };
  if (!subject.input.overlay.empty()) add(overlay_result(subject.input));
  for (const findings::Finding& finding : subject.findings.all) add(result(finding, subject));
  return out;
}

std::unique_ptr<Document> open_sarif(const Style& /*style*/) {
  const Json driver = members({{"name", "alignmail"}, {"semanticVersion", version()}, {"rules", rules()}});
  const Json tool = members({{"driver", driver}});
  return std::make_unique<Framed>(
      "{\"$schema\": \"https://json.schemastore.org/sarif-2.1.0.json\", \"version\": \"2.1.0\", \"runs\": [\n"
      "{\"tool\": " +
          json::dump(tool, 1) + ", \"columnKind\": \"utf16CodeUnits\", \"results\": [\n",
      ",\n", "\n]}]}\n");
}

}  // namespace alignmail::report
