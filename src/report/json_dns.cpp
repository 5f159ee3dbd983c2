// SPDX-License-Identifier: Apache-2.0
// Every DNS answer that the analysis had, in the order in which they came.
#include "report/json_parts.hpp"

namespace alignmail::report::json {
namespace {

Json fact(const dns::Question& question, const dns::Fact& fact) {
  Json answers = Json::array();
  if (fact.alias) answers.push_back("CNAME " + fact.alias->text() + ".");
  for (const dns::RecordData& record : fact.records) answers.push_back(text(dns::to_string(record)));
  Json object = {{"name", question.name.text()},
                 {"type", dns::to_string(question.type)},
                 {"status", dns::to_string(fact.status)},
                 {"answers", std::move(answers)},
                 {"ttl", fact.ttl}};
  if (fact.milliseconds) object["ms"] = *fact.milliseconds;
  if (!fact.server.empty()) object["server"] = text(fact.server);
  if (fact.authentic) object["authentic"] = "yes";
  return object;
}

}  // namespace

Json dns_facts(const dns::Facts& facts) {
  Json list = Json::array();
  for (const dns::Question& question : facts.order()) {
    if (const dns::Fact* known = facts.find(question)) list.push_back(fact(question, *known));
  }
  return list;
}

}  // namespace alignmail::report::json
