// SPDX-License-Identifier: Apache-2.0
#include "report/record_forms.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "report/record_value.hpp"

namespace alignmail::report {
namespace {

using findings::Operation;
using findings::RecordChange;

std::string joined(const std::vector<std::string>& parts, std::string_view separator) {
  return ascii::join(parts, separator);
}

// A new set is created, which fails safely when there is one; UPSERT replaces the whole set.
std::string_view action(const RecordSet& set) {
  if (set.first->operation == Operation::Delete) return "DELETE";
  const bool replaces = std::any_of(set.records.begin(), set.records.end(), [](const RecordChange* record) {
    return record->operation == Operation::Replace || !record->beside.empty();
  });
  return replaces ? "UPSERT" : "CREATE";
}

// What stays beside the new records, each once: these forms write a set as a whole.
std::vector<dns::RecordData> staying(const RecordSet& set) {
  std::vector<dns::RecordData> data;
  for (const RecordChange* record : set.records) {
    for (const dns::RecordData& other : record->beside) {
      if (std::find(data.begin(), data.end(), other) == data.end()) data.push_back(other);
    }
  }
  return data;
}

std::vector<std::string> route53_values(const RecordSet& set) {
  std::vector<std::string> values;
  for (const dns::RecordData& data : staying(set)) values.push_back(route53_value(data));
  for (const RecordChange* record : set.records) {
    if (record->operation != Operation::Delete) {
      values.push_back(route53_value(record->data));
      continue;
    }
    for (const std::string& gone : record->was) {
      values.push_back(record->type == dns::Type::TXT ? route53_value(dns::Txt{{gone}}) : gone);
    }
  }
  return values;
}

std::string change(const RecordSet& set) {
  std::vector<std::string> values;
  for (const std::string& value : route53_values(set)) values.push_back("{\"Value\": " + json_string(value) + "}");
  return "    {\"Action\": \"" + std::string(action(set)) + "\", \"ResourceRecordSet\": {\n" +
         "      \"Name\": " + json_string(set.first->name.text() + ".") + ", \"Type\": \"" +
         std::string(dns::to_string(set.first->type)) + "\", \"TTL\": " + std::to_string(set.first->ttl) + ",\n" +
         "      \"ResourceRecords\": [" + joined(values, ", ") + "]}}";
}

// Terraform's provider puts the outer quotes itself, and wants \"\" between strings.
std::string terraform_value(const dns::RecordData& data) {
  std::string value = route53_value(data);
  if (!std::holds_alternative<dns::Txt>(data)) return value;
  value = value.substr(1, value.size() - 2);
  for (std::size_t at = value.find("\" \""); at != std::string::npos; at = value.find("\" \"", at)) {
    value.erase(at + 1, 1);
  }
  return value;
}

// Letters, digits and underscores, as HCL names its resources.
std::string resource_name(const RecordSet& set) {
  std::string name = set.first->name.text() + "_" + ascii::to_lower(dns::to_string(set.first->type));
  std::replace_if(
      name.begin(), name.end(), [](char c) { return !ascii::is_alnum(c); }, '_');
  return ascii::is_digit(name.front()) ? "_" + name : name;
}

std::string resource(const RecordSet& set) {
  std::vector<std::string> values;
  for (const dns::RecordData& data : staying(set)) values.push_back(hcl_string(terraform_value(data)));
  for (const RecordChange* record : set.records) values.push_back(hcl_string(terraform_value(record->data)));
  return "resource \"aws_route53_record\" \"" + resource_name(set) +
         "\" {\n  zone_id = var.zone_id\n  name    = " + hcl_string(set.first->name.text()) + "\n  type    = \"" +
         std::string(dns::to_string(set.first->type)) + "\"\n  ttl     = " + std::to_string(set.first->ttl) +
         "\n  records = [" + joined(values, ", ") + "]\n}\n";
}

// A proxied CNAME answers with addresses and hides its target: mail needs the record itself.
bool can_be_proxied(dns::Type type) {
  return type == dns::Type::A || type == dns::Type::AAAA || type == dns::Type::CNAME;
}

}  // namespace

std::string route53(std::span<const RecordChange> records) {
  std::vector<std::string> changes;
  for (const RecordSet& set : group(records)) changes.push_back(change(set));
  return "{\n  \"Changes\": [\n" + joined(changes, ",\n") + "\n  ]\n}\n";
}

std::string cloudflare(std::span<const RecordChange> records) {
  std::string out;
  for (const RecordChange& record : records) {
    if (record.operation == Operation::Delete) {
      for (const std::string& line : deletions(record)) out += "# delete " + line + "\n";
      continue;
    }
    const auto* mx = std::get_if<dns::Mx>(&record.data);
    const bool is_text = std::holds_alternative<dns::Txt>(record.data);
    out += "{\"type\": \"" + std::string(dns::to_string(record.type)) +
           "\", \"name\": " + json_string(record.name.text()) +
           ", \"content\": " + json_string(is_text ? master_value(record.data) : plain_value(record.data)) +
           (mx ? ", \"priority\": " + std::to_string(mx->preference) : "") +
           ", \"ttl\": " + std::to_string(record.ttl) + (can_be_proxied(record.type) ? ", \"proxied\": false" : "") +
           "}\n";
  }
  return out;
}

std::string terraform(std::span<const RecordChange> records) {
  std::string out;
  for (const RecordSet& set : group(records)) {
    if (!out.empty()) out += "\n";
    if (set.first->operation != Operation::Delete) {
      out += resource(set);
      continue;
    }
    for (const RecordChange* record : set.records) {
      for (const std::string& line : deletions(*record)) out += "# delete " + line + "\n";
    }
  }
  return out;
}

}  // namespace alignmail::report
