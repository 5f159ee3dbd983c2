// SPDX-License-Identifier: Apache-2.0
#include "samples/examine.hpp"

#include <chrono>
#include <memory>

#include "alignmail/report.hpp"
#include "base/ascii.hpp"
#include "report/domain.hpp"
#include "run/driver.hpp"
#include "samples/sample.hpp"

using namespace alignmail;

namespace samples {
namespace {

constexpr std::chrono::sys_seconds now =
    std::chrono::sys_days(std::chrono::year(2026) / 11 / 21) + std::chrono::hours(12);

template <class T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().what);
  return *std::move(result);
}

// The words behind "arguments:" in about.md.
std::vector<std::string> arguments(const std::filesystem::path& sample) {
  const std::string about = read(sample / "about.md");
  const std::string_view start = "\narguments:";
  const std::size_t at = about.find(start);
  if (at == std::string::npos) return {};
  const std::string line = about.substr(at + start.size(), about.find('\n', at + 1) - at - start.size());
  std::vector<std::string> words;
  for (const auto word : ascii::split(line, ' '))
    if (!word.empty()) words.emplace_back(word);
  return words;
}

struct Run {
  Options options{};
  std::string dns{};  // as --dns takes it
};

// The few options that samples need; each takes a value. Files lie beside the message.
void apply(Run& run, const std::filesystem::path& sample, const std::string& option, const std::string& value) {
  Options& options = run.options;
  constexpr std::string_view replay = "replay:";
  if (option == "--dns" && value.starts_with(replay)) {
    run.dns = std::string(replay) + (sample / value.substr(replay.size())).string();
  } else if (option == "--ses-dkim-token") {
    options.setup.tokens.value.push_back(value);
    options.setup.tokens.origin = ses::Origin::Given;
    options.setup.dkim_kind = {"easy", ses::Origin::Given};
  } else if (option == "--ses-region") {
    options.setup.region = {value, ses::Origin::Given};
  } else if (option == "--ses-mail-from") {
    options.setup.mail_from = {must(dns::Domain::parse(value)), ses::Origin::Given};
  } else if (option == "--ses-verification-token") {
    options.setup.verification_token = {value, ses::Origin::Given};
  } else if (option == "--expect") {
    options.setup = must(ses::parse_setup(read(sample / value), value));
  } else {
    throw std::runtime_error("about.md: no such option here: " + option);
  }
}

Run run_of(const std::filesystem::path& sample) {
  Run run{.dns = "zone:" + (sample / "zone.txt").string()};
  run.options.now = now;
  run.options.suffixes = must(dns::SuffixList::load(std::string(ALIGNMAIL_SOURCE_DIR) + "/tests/samples/suffixes.dat"));
  const std::vector<std::string> words = arguments(sample);
  for (std::size_t i = 0; i + 1 < words.size(); i += 2) apply(run, sample, words[i], words[i + 1]);
  return run;
}

// Else every release would change every report.
std::string without_version(std::string text, const std::string& before) {
  const std::size_t at = text.find(before + std::string(report::version()));
  if (at == std::string::npos) throw std::runtime_error("the report names no version");
  return text.replace(at + before.size(), report::version().size(), "VERSION");
}

}  // namespace

Case load(const std::string& name) {
  const std::filesystem::path sample = folder / name;
  Run run = run_of(sample);
  return {.message = std::make_shared<const message::Message>(must(message::parse(read(sample / "message.eml")))),
          .options = std::move(run.options),
          .dns = std::move(run.dns)};
}

struct Examined::State {
  Judge judge;
  dns::Facts facts{};
  run::Outcome outcome{};
};

Examined::Examined(const std::string& name) {
  const Case sample = load(name);
  state_ = std::make_unique<State>(State{.judge = Judge(sample.message, sample.options)});
  const auto source = must(dns::make_source(sample.dns, {}));
  state_->outcome = run::examine(state_->judge, *source, state_->facts, {});
}

Examined::~Examined() = default;

const findings::Findings& Examined::findings() const { return state_->outcome.findings; }

std::string Examined::render(std::string_view format, const report::Style& style) const {
  const report::Input input{.source = "message.eml", .origin = "file"};
  const report::Subject subject{.input = input,
                                .analysis = state_->outcome.analysis,
                                .findings = state_->outcome.findings,
                                .facts = state_->facts,
                                .options = state_->judge.options(),
                                .waves = state_->outcome.waves.size(),
                                .generated_at = now};
  const report::Format* const found = report::find_format(format);
  if (found == nullptr) throw std::runtime_error("no format " + std::string(format));
  const std::string text = report::render_document(*found, subject, style);
  return format == "json" ? without_version(text, "\"version\": \"") : text;
}

std::string render_domain(const std::string& name, std::string_view format) {
  const Run run = run_of(folder / name);
  const dns::Domain domain = must(dns::Domain::parse("example.com"));
  dns::Facts facts;
  const auto source = must(dns::make_source(run.dns, {}));
  const run::Outcome outcome = run::examine_domain(domain, run.options, *source, facts, {});
  const Readiness ready = readiness(outcome.analysis);
  const report::DomainSubject subject{.domain = domain,
                                      .audit = outcome.analysis,
                                      .readiness = ready,
                                      .findings = outcome.findings,
                                      .facts = facts,
                                      .options = run.options};
  const auto document = report::find_format(format)->open({});
  std::string text = document->add(report::render_domain(subject, format, {}));
  text += document->finish();
  return format == "html" ? without_version(text, "by alignmail ") : text;
}

}  // namespace samples
