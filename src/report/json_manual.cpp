// SPDX-License-Identifier: Apache-2.0
// The manual of the report out of its schema, which is part of the program (report_schema.hpp is
// made of docs/report-v1.schema.json when the program is built).
#include <nlohmann/json.hpp>

#include "report/json.hpp"
#include "report/report_schema.hpp"
#include "report/troff.hpp"

namespace alignmail::report {
namespace {

using Json = nlohmann::ordered_json;

constexpr int deepest = 12;  // of the schema; it has six levels

// "string or null", "one of pass, fail"
std::string type_of(const Json& schema) {
  std::string text;
  const auto add = [&](const std::string& word, std::string_view separator) {
    text += (text.empty() ? "" : std::string(separator)) + word;
  };
  if (schema.contains("enum")) {
    for (const Json& value : schema["enum"]) add(value.is_string() ? value.get<std::string>() : value.dump(), ", ");
    return "one of " + text;
  }
  if (schema.contains("const")) return "always " + schema["const"].dump();
  if (!schema.contains("type")) return "";
  const Json& type = schema["type"];
  if (type.is_string()) return type.get<std::string>();
  for (const Json& each : type) add(each.get<std::string>(), " or ");
  return text;
}

const Json& resolved(const Json& schema, const Json& root) {
  if (!schema.contains("$ref")) return schema;
  const std::string path = schema["$ref"].get<std::string>();
  return path.starts_with("#") ? root.at(Json::json_pointer(path.substr(1))) : schema;
}

void describe(const Json& root, const Json& given, const std::string& path, int depth, std::string& text) {
  const Json& schema = resolved(given, root);
  if (!path.empty()) {
    text += ".TP\n.B " + troff(path) + "\n";
    const std::string type = type_of(schema);
    const std::string about = schema.contains("description") ? schema["description"].get<std::string>() : "";
    text += troff(type.empty() ? "any value" : type) + (about.empty() ? "" : ". " + troff(about)) + "\n";
  }
  if (depth == deepest) return;
  if (schema.contains("properties")) {
    for (const auto& [name, property] : schema["properties"].items()) {
      std::string place = path;
      if (!place.empty()) place += ".";
      describe(root, property, place.append(name), depth + 1, text);
    }
  }
  if (schema.contains("items")) {
    const Json& items = resolved(schema["items"], root);
    if (items.contains("properties") || items.contains("enum")) describe(root, items, path + "[]", depth + 1, text);
  }
}

}  // namespace

std::string manual_of_report() {
  std::string text = troff_title("alignmail-report", 5, "the JSON report of alignmail");
  text +=
      ".SH DESCRIPTION\n"
      "\\fBalignmail \\-f json\\fR prints one object for each message, \\fB\\-f ndjson\\fR the same on one line; the "
      "hook\n"
      "files it. A key never changes its type. What is not known is null, or a word that says so. Unknown keys may\n"
      "appear; values and ids of findings are never used again for something else.\n"
      ".SH KEYS\n";
  try {
    const Json schema = Json::parse(report_schema);
    describe(schema, schema, "", 0, text);
  } catch (const Json::exception&) {
    return "";  // the tests hold the page to the schema
  }
  return text + ".SH SEE ALSO\n.BR alignmail (1),\n.BR alignmail\\-findings (7)\n";
}

}  // namespace alignmail::report
