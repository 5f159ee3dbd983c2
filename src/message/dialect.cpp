// SPDX-License-Identifier: Apache-2.0
// Whose Authentication-Results are these? By the authserv-id where it tells, else by habits of
// the software. A hint for the report and for reading, never a reason to believe the field: anyone
// can write in anyone's style.
#include <algorithm>

#include "alignmail/headers.hpp"
#include "message/patterns.hpp"

namespace alignmail::message {
namespace {

struct Row {
  std::string_view dialect;
  Pattern pattern;
};

// By the authserv-id, which is in lower case.
const std::vector<Row>& id_rows() {
  static const std::vector<Row> rows = [] {
    std::vector<Row> made;
    const auto add = [&](std::string_view dialect, std::string_view expression) {
      made.push_back({dialect, Pattern(expression)});
    };
    add("google_groups", R"(^gmr-mx\.google\.com$)");
    add("gmail", R"((?:^|[.-])mx\.google\.com$)");
    add("microsoft", R"((?:^|\.)(?:mx\.microsoft|protection\.outlook)\.com$)");
    add("yahoo", R"(\.(?:yahoo|aol)\.(?:com|co\.jp)$)");
    add("fastmail", R"((?:^|\.)messagingengine\.com$)");
    add("icloud", R"((?:^|\.)(?:icloud|me|mac)\.com$)");
    add("proton", R"((?:^|\.)(?:protonmail\.ch|protonmail\.com|proton\.me)$)");
    add("zoho", R"((?:^|\.)zoho(?:mail)?\.[a-z.]+$)");
    add("mail.ru", R"((?:^|\.)mail\.ru$)");
    add("yandex", R"((?:^|\.)yandex\.(?:net|ru|com)$)");
    add("netease", R"((?:^|\.)(?:163|126|netease)\.(?:com|net)$)");
    add("cloudflare", R"((?:^|\.)(?:mx\.cloudflare|cloudflare-email)\.net$)");
    return made;
  }();
  return rows;
}

// By the comments beside the results of a method.
struct HabitRow {
  std::string_view dialect;
  std::string_view method;  // empty for any
  Pattern pattern;
};

const std::vector<HabitRow>& habit_rows() {
  static const std::vector<HabitRow> rows = [] {
    std::vector<HabitRow> made;
    const auto add = [&](std::string_view dialect, std::string_view method, std::string_view expression) {
      made.push_back({dialect, method, Pattern(expression)});
    };
    add("microsoft", "spf", R"(^sender IP is )");
    add("microsoft", "dkim", R"(^signature was verified$)");
    add("mox", "", R"(\bwith(?:out)? dnssec$)");
    add("pypolicyd-spf", "spf", R"(^sender SPF authorized$)");
    add("opendkim", "dkim", R"(^[0-9]+-bit key(?:;|$))");
    add("opendmarc", "dmarc", R"(^p=[a-z]+ dis=[a-z]+$)");
    add("rspamd", "dmarc", R"(^policy=[a-z]+$)");
    add("rspamd", "arc", R"re(^"[^"]*:s=[^"]*:i=[0-9]+"$)re");
    return made;
  }();
  return rows;
}

bool has_comment(const MethodResult& result, const Pattern& pattern) {
  return std::any_of(result.comments.begin(), result.comments.end(),
                     [&](const std::string& comment) { return pattern.match(comment).has_value(); });
}

bool has_method(const AuthenticationResults& results, std::string_view method) {
  return std::any_of(results.results.begin(), results.results.end(),
                     [&](const MethodResult& result) { return result.method == method; });
}

bool any_result_has(const AuthenticationResults& results, std::string_view type_and_name) {
  return std::any_of(results.results.begin(), results.results.end(),
                     [&](const MethodResult& result) { return result.find(type_and_name).has_value(); });
}

// d=, s= and b= of a DKIM result in the order in which Rspamd writes them.
bool is_rspamd_order(const MethodResult& result) {
  constexpr std::string_view names[] = {"d", "s", "b"};
  return result.method == "dkim" && result.reason.empty() &&
         std::equal(result.properties.begin(), result.properties.end(), std::begin(names), std::end(names),
                    [](const AuthProperty& property, std::string_view name) { return property.name == name; });
}

}  // namespace

std::string detect_dialect(const AuthenticationResults& results, std::string_view field_body) {
  if (results.authserv_id) {
    for (const Row& row : id_rows()) {
      if (row.pattern.match(*results.authserv_id)) return std::string(row.dialect);
    }
  }
  static const Pattern amavis(R"((?i)^\s*(?:i=[0-9]+;\s*)?\S+\s+\(amavis(?:d-new)?\))");
  if (amavis.match(field_body)) return "amavis";
  if (has_method(results, "compauth")) return "microsoft";
  for (const HabitRow& row : habit_rows()) {
    for (const MethodResult& result : results.results) {
      if ((row.method.empty() || result.method == row.method) && has_comment(result, row.pattern))
        return std::string(row.dialect);
    }
  }
  if (any_result_has(results, "header.h")) return "expurgate";
  if (any_result_has(results, "smtp.mail")) return "netease";
  if (has_method(results, "iprev") && any_result_has(results, "smtp.remote-ip")) return "exim";
  if (std::any_of(results.results.begin(), results.results.end(), is_rspamd_order)) return "rspamd";
  return {};
}

}  // namespace alignmail::message
