// SPDX-License-Identifier: Apache-2.0
// Records to publish in the form that their reader pastes or types.
#include <algorithm>

#include "alignmail/report.hpp"
#include "report/record_forms.hpp"
#include "report/record_value.hpp"

namespace alignmail::report {
namespace {

using findings::Operation;
using findings::RecordChange;

std::string padded(std::string_view text, std::size_t width) {
  std::string out(text);
  out.resize(std::max(width, out.size()), ' ');
  return out;
}

// Lines of a master file: absolute names, no breaks, nothing in front.
std::string bind(std::span<const RecordChange> records) {
  std::size_t width = 0;
  for (const RecordChange& record : records) width = std::max(width, dns::to_string(record.type).size());
  std::string out;
  for (const RecordChange& record : records) {
    if (record.operation == Operation::Delete) {
      for (const std::string& line : deletions(record)) out += "; delete " + line + "\n";
      continue;
    }
    out += record.name.text() + ". " + std::to_string(record.ttl) + " IN " +
           padded(dns::to_string(record.type), width) + " " + master_value(record.data) + "\n";
  }
  return out;
}

std::string panel(std::span<const RecordChange> records) {
  const dns::SuffixList suffixes = dns::SuffixList::system();
  std::string out;
  for (const RecordChange& record : records) {
    if (!out.empty()) out += "\n";
    if (record.operation == Operation::Delete) {
      for (const std::string& line : deletions(record)) out += "Delete    " + line + "\n";
      continue;
    }
    out += "Name      " + relative_name(record.name, suffixes) + "   (in full: " + record.name.text() + ")\n";
    out += "Type      " + std::string(dns::to_string(record.type)) + "\n";
    if (const auto* mx = std::get_if<dns::Mx>(&record.data)) {
      out += "Priority  " + std::to_string(mx->preference) + "\n";
    }
    out += "Value     " + plain_value(record.data) + "\n";
    out += "TTL       " + std::to_string(record.ttl) + "\n";
  }
  return out;
}

}  // namespace

std::string relative_name(const dns::Domain& name, const dns::SuffixList& suffixes) {
  const dns::Domain zone = suffixes.organizational_domain(name);
  if (name == zone) return "@";
  return name.text().substr(0, name.text().size() - zone.text().size() - 1);
}

std::string render_records(std::span<const RecordChange> records, RecordForm form) {
  switch (form) {
    case RecordForm::Bind: return bind(records);
    case RecordForm::Panel: return panel(records);
    case RecordForm::Route53: return route53(records);
    case RecordForm::Cloudflare: return cloudflare(records);
    case RecordForm::Terraform: return terraform(records);
  }
  return {};
}

}  // namespace alignmail::report
