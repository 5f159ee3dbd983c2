// SPDX-License-Identifier: Apache-2.0
// What the checks rest on: what others reported, the way of the message, every DNS answer.
#include "base/time.hpp"
#include "report/answers.hpp"
#include "report/json_parts.hpp"

namespace alignmail::report::json {
namespace {

// Of a name that stands several times the first value, which is the one that is heeded; the defects of the field tell.
Json properties(const message::MethodResult& result) {
  Json object = Json::object();
  for (const message::AuthProperty& property : result.properties) {
    const std::string name = property.type.empty() ? property.name : property.type + "." + property.name;
    const String key = text(name).get<String>();
    if (!object.contains(key)) object[key] = text(property.value);
  }
  return object;
}

Json results(const trust::Reported& field) {
  Json list = Json::array();
  for (const message::MethodResult& result : field.results) {
    Json object = members({{"method", text(result.method)},
                           {"result", text(result.result)},
                           {"reason", text_or_null(result.reason)},
                           {"properties", properties(result)}});
    if (!result.comments.empty()) object["comments"] = texts(result.comments);
    list.push_back(std::move(object));
  }
  return list;
}

Json fact(const dns::Question& question, const dns::Fact& fact) {
  Json answers = Json::array();
  if (fact.alias) answers.push_back("CNAME " + fact.alias->text() + ".");
  for (const dns::RecordData& record : fact.records) answers.push_back(text(dns::to_string(record)));
  Json object = members({{"name", question.name.text()},
                         {"type", dns::to_string(question.type)},
                         {"status", dns::to_string(fact.status)},
                         {"answers", std::move(answers)},
                         {"ttl", fact.ttl}});
  if (fact.milliseconds) object["ms"] = *fact.milliseconds;
  if (!fact.server.empty()) object["server"] = text(fact.server);
  if (fact.authentic) object["authentic"] = "yes";
  return object;
}

}  // namespace

Json reported(const Analysis& analysis) {
  Json list = Json::array();
  for (const trust::Reported& field : analysis.trust.reported) {
    Json object = members({{"field", trust::to_string(field.kind)},
                           {"line", field.line},
                           {"authserv_id", optional_text(field.authserv_id)},
                           {"dialect", text_or_null(field.dialect)},
                           {"trust", trust::to_string(field.trust)},
                           {"why", text(field.why)},
                           {"results", results(field)}});
    if (!field.defects.empty()) object["defects"] = texts(field.defects);
    list.push_back(std::move(object));
  }
  return list;
}

Json received(const Analysis& analysis) {
  Json list = Json::array();
  const trust::Assessment& trust = analysis.trust;
  for (std::size_t i = 0; i < trust.hops.size(); ++i) {
    const trust::Hop& hop = trust.hops[i];
    const message::Received& field = hop.received;
    list.push_back(members({{"line", hop.line},
                            {"from", text_or_null(field.from)},
                            {"from_host", text_or_null(field.from_host)},
                            {"address", field.address ? Json(field.address->to_string()) : Json()},
                            {"by", text_or_null(field.by)},
                            {"with", text_or_null(field.with)},
                            {"id", text_or_null(field.id)},
                            {"for", text_or_null(field.for_address)},
                            {"tls", text_or_null(field.tls)},
                            {"date", field.date ? Json(to_rfc3339(*field.date)) : Json()},
                            {"boundary", yes_no(trust.boundary == i)}}));
  }
  return list;
}

Json dns_facts(const dns::Facts& facts) {
  Json list = Json::array();
  for (const dns::SharedFact& pinned : answers_by_name(facts)) list.push_back(fact(pinned->question, pinned->fact));
  return list;
}

}  // namespace alignmail::report::json
