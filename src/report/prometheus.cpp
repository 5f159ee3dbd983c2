// SPDX-License-Identifier: Apache-2.0
// Metrics of a run for the text-file collector of Prometheus. The part of a message is its
// samples; those of the same name and labels are added up, and each metric is printed once.
#include <array>
#include <map>
#include <set>

#include "base/ascii.hpp"
#include "base/escape.hpp"
#include "report/document.hpp"
#include "report/formats.hpp"
#include "report/summary.hpp"

namespace alignmail::report {
namespace {

struct Metric {
  std::string_view name, help;
};

constexpr std::array<Metric, 3> metrics = {{
    {"alignmail_messages", "Messages by author domain and DMARC verdict."},
    {"alignmail_legs", "Messages in which an authenticated identifier of the method aligned with the author domain."},
    {"alignmail_findings", "Findings by author domain, id and severity; consequences of others left out."},
}};

// Anyone can write any From: a metric must not grow with what strangers send.
constexpr std::size_t most_domains = 200;
constexpr std::string_view other_domains = "(other)";

std::string label(std::string_view name, std::string_view outside) {
  std::string value;
  for (const char c : escape::visible(outside)) {
    if (c == '\\' || c == '"') value.push_back('\\');
    value.push_back(c);
  }
  return std::string(name) + "=\"" + value + "\"";
}

class Totals : public Document {
 public:
  std::string add(std::string part) override {
    for (const std::string_view line : ascii::split(part, '\n')) {
      if (!line.empty()) count(line);
    }
    return {};
  }

  std::string finish() override {
    std::string text;
    for (const Metric& metric : metrics) {
      const std::string name(metric.name);
      text.append("# HELP ").append(name).append(" ").append(metric.help);
      text.append("\n# TYPE ").append(name).append(" gauge\n");
      const std::string rows = name + "{";
      for (auto row = totals_.lower_bound(rows); row != totals_.end() && row->first.starts_with(rows); ++row) {
        text.append(row->first).append(" ").append(std::to_string(row->second)).append("\n");
      }
    }
    return text;
  }

 private:
  // NAME{domain="...",...}: the domain is always the first label.
  void count(std::string_view sample) {
    constexpr std::string_view opening = "{domain=\"";
    const std::size_t begin = sample.find(opening) + opening.size();
    std::size_t end = begin;
    while (end < sample.size() && sample[end] != '"') end += sample[end] == '\\' ? 2 : 1;
    std::string key(sample);
    const std::string domain = key.substr(begin, end - begin);
    if (domains_.size() < most_domains) domains_.insert(domain);
    if (!domains_.contains(domain)) key.replace(begin, end - begin, other_domains);
    ++totals_[key];
  }

  std::map<std::string, std::uint64_t> totals_;
  std::set<std::string> domains_;
};

}  // namespace

std::string render_prometheus(const Subject& subject, const Style& /*style*/) {
  const auto& author = subject.analysis.author;
  const std::string domain = label("domain", author ? author->text() : "");
  // Series of their own: what a change would bring is never added to what is.
  const std::string seen = subject.input.overlay.empty() ? "" : "," + label("dns", "overlay");
  std::string text;
  const auto add = [&](std::string_view name, const std::string& labels) {
    text.append(name).append("{").append(domain).append(",").append(labels).append(seen).append("}\n");
  };
  const dmarc::Verdict& verdict = subject.analysis.dmarc;
  add("alignmail_messages", label("dmarc", to_string(verdict.outcome)));
  for (const dmarc::Method method : {dmarc::Method::Spf, dmarc::Method::Dkim}) {
    if (verdict.counts(method)) add("alignmail_legs", label("leg", to_string(method)));
  }
  for (const findings::Finding& finding : subject.findings.all) {
    if (!finding.caused_by.empty()) continue;
    add("alignmail_findings", label("id", finding.rule->id) + "," + label("severity", to_string(finding.severity)));
  }
  return text;
}

std::unique_ptr<Document> open_prometheus(const Style& /*style*/) { return std::make_unique<Totals>(); }

}  // namespace alignmail::report
