// SPDX-License-Identifier: Apache-2.0
#include "trust/dialect.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "trust/names.hpp"

namespace alignmail::trust {
namespace {

struct Look {
  const Reported& field;
  std::string_view body;
  std::vector<std::string_view> labels;  // of the authserv-id

  bool has_label(std::string_view label) const {
    return std::find(labels.begin(), labels.end(), label) != labels.end();
  }
  bool has_label_in(std::string_view part) const {
    return std::any_of(labels.begin(), labels.end(), [&](std::string_view l) { return l.starts_with(part); });
  }
  template <class F>
  bool any_result(F holds) const {
    return std::any_of(field.results.begin(), field.results.end(), holds);
  }
  bool has_comment(std::string_view method, std::string_view part) const {
    return any_result([&](const message::MethodResult& result) {
      if (!method.empty() && result.method != method) return false;
      return std::any_of(result.comments.begin(), result.comments.end(), [&](const std::string& comment) {
        return ascii::to_lower(comment).find(part) != std::string::npos;
      });
    });
  }
  bool has_property(std::string_view method, std::string_view name) const {
    return any_result([&](const message::MethodResult& result) {
      return (method.empty() || result.method == method) && result.find(name).has_value();
    });
  }
  bool has_method(std::string_view method) const {
    return any_result([&](const message::MethodResult& result) { return result.method == method; });
  }
};

struct Dialect {
  std::string_view name;
  bool (*shows)(const Look&);
};

// The first that shows wins: operators by the name they write under, then software by its habits.
constexpr Dialect dialects[] = {
    {"google_groups", [](const Look& l) { return l.has_label("gmr-mx"); }},
    {"gmail", [](const Look& l) { return l.has_label("google"); }},
    {"microsoft",
     [](const Look& l) {
       const bool is_unnamed = !l.field.authserv_id;
       return l.has_label("microsoft") || l.has_label("outlook") ||
              (is_unnamed &&
               (l.has_method("compauth") || l.has_comment("spf", "sender ip is") ||
                l.has_comment("dkim", "signature was verified") || l.has_comment("dkim", "message not signed")));
     }},
    {"yahoo", [](const Look& l) { return l.has_label("yahoo"); }},
    {"fastmail", [](const Look& l) { return l.has_label("messagingengine") || l.has_property("dkim", "x-bits"); }},
    {"icloud", [](const Look& l) { return l.has_label("icloud"); }},
    {"proton", [](const Look& l) { return l.has_label("protonmail") || l.has_label("proton"); }},
    {"zoho", [](const Look& l) { return l.has_label_in("zoho"); }},
    {"mail.ru", [](const Look& l) { return l.has_label("mxs") && l.has_label("mail"); }},
    {"yandex", [](const Look& l) { return l.has_label("yandex"); }},
    {"cloudflare", [](const Look& l) { return l.has_label("cloudflare"); }},
    {"netease", [](const Look& l) { return l.labels.size() == 1 && l.has_property("spf", "smtp.mail"); }},
    {"expurgate", [](const Look& l) { return l.has_property("dkim", "header.h"); }},
    {"amavis",
     [](const Look& l) {
       return l.body.find("(amavisd-new") != std::string_view::npos ||
              l.body.find("(amavis)") != std::string_view::npos;
     }},
    {"mox", [](const Look& l) { return l.has_comment("", "without dnssec") || l.has_comment("", "with dnssec"); }},
    {"exim", [](const Look& l) { return l.has_method("iprev") && l.has_property("iprev", "smtp.remote-ip"); }},
    {"pypolicyd-spf",
     [](const Look& l) {
       return l.has_comment("spf", "sender spf authorized") || l.has_comment("spf", "receiver=<unknown>") ||
              (l.field.kind == ReportedKind::ReceivedSpf && l.has_property("spf", "identity"));
     }},
    {"rspamd",
     [](const Look& l) {
       return l.has_comment("dmarc", "policy=") || l.has_comment("spf", "domain of \"") ||
              (l.has_property("dkim", "header.s") && l.has_property("dkim", "header.d") &&
               !l.has_property("dkim", "header.i") && l.has_property("dkim", "header.b"));
     }},
    {"opendmarc", [](const Look& l) { return l.field.results.size() == 1 && l.has_comment("dmarc", "dis="); }},
    {"opendkim", [](const Look& l) { return l.has_method("dkim-atps") || l.has_comment("dkim", "-bit key"); }},
};

}  // namespace

std::string dialect_of(const Reported& field, std::string_view body) {
  const std::string id = normal_name(field.authserv_id.value_or(""));
  const Look look{field, body, id.empty() ? std::vector<std::string_view>() : ascii::split(id, '.')};
  for (const Dialect& dialect : dialects) {
    if (dialect.shows(look)) return std::string(dialect.name);
  }
  return "";
}

}  // namespace alignmail::trust
