// SPDX-License-Identifier: Apache-2.0
// alignmail domain: the set-up of a domain in DNS, without a message. The exit status is 0 when it
// is ready, 1 when it is not, 2 when that is not known.
#include "report/domain.hpp"

#include <algorithm>

#include "cli/commands.hpp"
#include "cli/printer.hpp"
#include "cli/session.hpp"
#include "cli/values.hpp"
#include "run/driver.hpp"

namespace alignmail::cli {
namespace {

ExitStatus status_of(Standing standing) {
  switch (standing) {
    case Standing::Ready: return ExitStatus::Good;
    case Standing::Incomplete:
    case Standing::Broken: return ExitStatus::Found;
    case Standing::Unknown: return ExitStatus::Undecided;
  }
  return ExitStatus::Internal;
}

bool is_for(const ses::Setup& setup, const dns::Domain& domain) {
  return setup.domain.value && domain.is_within(*setup.domain.value);
}

// A file about another domain is a slip, and its tokens would all be missing.
Result<void> check_identity(const ses::Setup& setup, const dns::Domain& domain, const std::vector<std::string>& files) {
  const auto refuse = [&](const std::string& what) {
    return failure(Error::Kind::Config,
                   (files.empty() ? "" : files.front()) + ": " + what + ", and " + domain.text() + " is asked about");
  };
  if (setup.domain.value && !is_for(setup, domain)) {
    return refuse("\"domain\" is " + setup.domain.value->text());
  }
  const auto fits = [&](const ses::Setup& candidate) { return is_for(candidate, domain); };
  if (!setup.candidates.empty() && std::none_of(setup.candidates.begin(), setup.candidates.end(), fits)) {
    return refuse("it holds other identities");
  }
  return {};
}

// An address of a page or of a mailbox has the domain in it.
Error with_domain_inside(Error error, std::string_view argument) {
  std::string_view host = argument;
  if (const std::size_t scheme = host.find("://"); scheme != std::string_view::npos) host.remove_prefix(scheme + 3);
  host = host.substr(0, host.find_first_of("/?#"));
  host.remove_prefix(host.rfind('@') + 1);  // nothing, where there is none
  host = host.substr(0, host.find(':'));
  const auto meant = dns::Domain::parse_international(host);
  if (host != argument && meant && meant->is_host_like()) error.what += "; did you mean " + meant->text() + "?";
  return error;
}

}  // namespace

ExitStatus run_domain(const Settings& settings) {
  if (settings.arguments.empty()) {
    return report_error({Error::Kind::Usage, "domain needs a DOMAIN: alignmail domain example.com"});
  }
  const auto domain = parse_domain("DOMAIN", settings.arguments.front());
  if (!domain) return report_error(with_domain_inside(domain.error(), settings.arguments.front()));
  if (const auto formats = check_formats(settings); !formats) return report_error(formats.error());
  auto session = open_session(settings);
  if (!session) return report_error(session.error());
  if (const auto fits = check_identity(session->options.setup, *domain, settings.expect); !fits) {
    return report_error(fits.error());
  }
  dns::Facts facts;
  const run::Outcome outcome =
      run::examine_domain(*domain, session->options, *session->source, facts, session->layers());
  const Readiness ready = readiness(outcome.analysis);
  const report::DomainSubject subject{.domain = *domain,
                                      .audit = outcome.analysis,
                                      .readiness = ready,
                                      .findings = outcome.findings,
                                      .facts = facts,
                                      .options = session->options,
                                      .waves = outcome.waves.size(),
                                      .seen = session->seen()};
  Printer printer(settings);
  const auto render = [&](const report::Format& format, const report::Style& style) {
    return report::render_domain(subject, format.name, style);
  };
  if (!settings.record.empty()) session->remember(facts);
  session->note_unasked();
  for (const Result<void>& step : {printer.print(render), printer.finish(), close_session(*session, settings)}) {
    if (!step) return report_error(step.error());
  }
  return status_of(ready.standing);
}

}  // namespace alignmail::cli
