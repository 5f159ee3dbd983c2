// SPDX-License-Identifier: Apache-2.0
// alignmail spf, dkim, arc, dmarc: one protocol alone. They answer, they do not advise: the
// exit status is 0 when there is an answer, whatever it is, and 2 when DNS gave none.
#include "report/protocols.hpp"

#include <algorithm>
#include <functional>

#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "cli/printer.hpp"
#include "cli/session.hpp"
#include "judge/author.hpp"
#include "judge/recall.hpp"
#include "judge/sender.hpp"
#include "run/rounds.hpp"

namespace alignmail::cli {
namespace {

// Looks until nothing is needed, prints the answer, keeps the recording.
ExitStatus answer(const Settings& settings, Session& session, const std::function<void(dns::Inquiry&)>& look,
                  const Printer::Render& render, const std::function<bool()>& is_undecided) {
  dns::Facts facts;
  run::settle([&](dns::Inquiry& inquiry, const auto& /*reached*/) { look(inquiry); }, *session.source, facts,
              session.layers());
  Printer printer(settings);
  if (!settings.record.empty()) session.remember(facts);
  session.note_unasked();
  for (const Result<void>& step : {printer.print(render), printer.finish(), close_session(session, settings)}) {
    if (!step) return report_error(step.error());
  }
  return is_undecided() ? ExitStatus::Undecided : ExitStatus::Good;
}

std::chrono::sys_seconds judged_at(const message::Message& message, const Session& session) {
  if (session.options.at) return *session.options.at;
  return trust::assess(message, session.options.given, session.options.suffixes)
      .received_at.value_or(session.options.now);
}

// Of MAIL FROM when it is given, else of HELO.
spf::Request spf_request(const Settings& settings, const Session& session) {
  const spf::Request helo = judge::helo_request(settings.given.client_ip, settings.given.helo.value_or(""),
                                                session.options.at.value_or(session.options.now));
  if (!settings.given.mail_from) return helo;
  return judge::mail_from_request(helo, message::parse_reverse_path(*settings.given.mail_from), true);
}

dmarc::Verdict check_dmarc(const Settings& settings, const Session& session, dmarc::Standard standard,
                           dns::Inquiry& inquiry) {
  std::vector<dmarc::Identifier> identifiers;
  const auto add = [&](dmarc::Method method, const std::vector<dns::Domain>& domains) {
    for (const dns::Domain& domain : domains) {
      identifiers.push_back({.method = method, .domain = domain, .authenticated = dmarc::Authenticated::Yes});
    }
  };
  add(dmarc::Method::Spf, settings.spf_domains);
  add(dmarc::Method::Dkim, settings.dkim_domains);
  return dmarc::check(settings.author.front(), standard, identifiers, session.options.suffixes, inquiry);
}

std::vector<dns::Domain> author_domains(const message::Message& message) {
  std::vector<dns::Domain> domains;
  for (const Author& author : judge::find_authors(message).authors) {
    if (author.domain) domains.push_back(*author.domain);
  }
  return domains;
}

Result<Session> open(const Settings& settings) {
  if (auto formats = check_formats(settings); !formats) return tl::unexpected(formats.error());
  return open_session(settings);
}

}  // namespace

ExitStatus run_spf(const Settings& settings) {
  const bool has_identity = settings.given.mail_from || settings.given.helo;
  if (!settings.given.client_ip || !has_identity) {
    return report_error({Error::Kind::Usage, "spf needs --ip ADDRESS and --mail-from ADDRESS or --helo NAME"});
  }
  auto session = open(settings);
  if (!session) return report_error(session.error());
  const spf::Request request = spf_request(settings, *session);
  spf::Verdict verdict;
  return answer(
      settings, *session, [&](dns::Inquiry& inquiry) { verdict = spf::check_host(request, inquiry); },
      [&](const report::Format& format, const report::Style& style) {
        return report::render_spf(verdict, session->seen(), format.name, style);
      },
      [&] {
        return verdict.status == spf::Status::TempError || verdict.reason == spf::Reason::NotAnswered ||
               verdict.reason == spf::Reason::Pending;
      });
}

ExitStatus run_dkim(const Settings& settings) {
  auto session = open(settings);
  if (!session) return report_error(session.error());
  const auto loaded = load_message(settings.arguments.empty() ? "-" : settings.arguments.front(), settings);
  if (!loaded) return report_error(loaded.error());
  const message::Message& message = *loaded->message;
  const auto at = judged_at(message, *session);
  dkim::Verifier verifier(message);
  const std::vector<dns::Domain> authors = author_domains(message);  // whose signatures come first
  std::vector<dkim::SignatureResult> signatures;
  return answer(
      settings, *session, [&](dns::Inquiry& inquiry) { signatures = verifier.verify(inquiry, at, authors); },
      [&](const report::Format& format, const report::Style& style) {
        return report::render_dkim(message, signatures, session->seen(), format.name, style);
      },
      [&] {
        return std::any_of(signatures.begin(), signatures.end(), [](const dkim::SignatureResult& signature) {
          return signature.status == dkim::Status::TempError || signature.reason == dkim::Reason::NotAnswered ||
                 signature.reason == dkim::Reason::Pending;
        });
      });
}

ExitStatus run_arc(const Settings& settings) {
  auto session = open(settings);
  if (!session) return report_error(session.error());
  const auto loaded = load_message(settings.arguments.empty() ? "-" : settings.arguments.front(), settings);
  if (!loaded) return report_error(loaded.error());
  const message::Message& message = *loaded->message;
  const auto at = judged_at(message, *session);
  dkim::Verifier verifier(message);
  arc::Verdict verdict;
  return answer(
      settings, *session, [&](dns::Inquiry& inquiry) { verdict = arc::evaluate(message, verifier, inquiry, at); },
      [&](const report::Format& format, const report::Style& style) {
        return report::render_arc(verdict, session->seen(), format.name, style);
      },
      [&] { return verdict.status == arc::Status::TempError || verdict.status == arc::Status::NotChecked; });
}

ExitStatus run_dmarc(const Settings& settings) {
  if (settings.author.size() != 1) return report_error({Error::Kind::Usage, "dmarc needs one --from DOMAIN"});
  auto session = open(settings);
  if (!session) return report_error(session.error());
  dmarc::Verdict verdict;
  dmarc::Verdict other;
  return answer(
      settings, *session,
      [&](dns::Inquiry& inquiry) {
        verdict = check_dmarc(settings, *session, settings.standard, inquiry);
        other = check_dmarc(settings, *session, judge::other_than(settings.standard), inquiry);
      },
      [&](const report::Format& format, const report::Style& style) {
        return report::render_dmarc(verdict, other, session->seen(), format.name, style);
      },
      [&] { return verdict.outcome == dmarc::Outcome::TempError || verdict.outcome == dmarc::Outcome::Unknown; });
}

}  // namespace alignmail::cli
