// SPDX-License-Identifier: Apache-2.0
#include "cli/session.hpp"

#include <unistd.h>

#include <algorithm>

#include "cli/output.hpp"
#include "cli/regions.hpp"
#include "run/input.hpp"

namespace alignmail::cli {
namespace {

// A set-up is a page of text; what is longer is something else.
constexpr std::size_t setup_octets = 1U << 20;
constexpr std::size_t most_cache_octets = 256U << 20;

run::AnswerCache::Time now() { return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()); }

template <class T>
void prefer(ses::Item<T>& item, const ses::Item<T>& given) {
  if (given.known()) item = given;
}

// The command line wins over the file.
void merge(ses::Setup& setup, const ses::Setup& given) {
  prefer(setup.region, given.region);
  prefer(setup.mail_from, given.mail_from);
  prefer(setup.tokens, given.tokens);
  prefer(setup.dkim_kind, given.dkim_kind);
  prefer(setup.verification_token, given.verification_token);
}

Result<ses::Setup> read_setup(const Settings& settings) {
  std::vector<ses::SetupFile> files;
  for (const std::string& name : settings.expect) {
    const auto octets = run::read_octets(name, setup_octets);
    if (!octets) return tl::unexpected(octets.error());
    if (octets->cut) return failure(Error::Kind::Config, name + ": too long to be a set-up (over 1 MiB)");
    files.push_back({std::string(octets->text), name});
  }
  auto setup = ses::parse_setup(files);
  if (setup) merge(*setup, settings.setup);
  return setup;
}

Result<dns::SuffixList> read_suffixes(const Settings& settings) {
  if (settings.suffixes.empty()) return dns::SuffixList::system();
  auto list = dns::SuffixList::load(settings.suffixes);
  if (!list) return failure(list.error().kind, "--psl: " + list.error().what);
  return list;
}

std::vector<std::string> listed(const std::vector<dns::Question>& questions) {
  std::vector<std::string> list;
  list.reserve(questions.size());
  for (const dns::Question& question : questions) {
    list.push_back(question.name.text() + " " + std::string(dns::to_string(question.type)));
  }
  return list;
}

}  // namespace

std::vector<const dns::Layer*> Session::layers() const {
  if (overlay.empty()) return {};
  return {&overlay};
}

void Session::remember(const dns::Facts& facts) {
  for (const dns::SharedFact& fact : facts.order()) answers.put(fact);
}

void Session::mark(report::Input& input) const {
  input.overlay = overlay_file;
  input.overlaid = listed(overlay.questions());
}

report::Input Session::seen() const {
  report::Input input;
  mark(input);
  return input;
}

void Session::note_unasked() const {
  constexpr std::size_t most = 5;
  const std::vector<std::string> unasked = listed(overlay.unasked());
  for (std::size_t i = 0; i < std::min(unasked.size(), most); ++i) {
    complain(overlay_file + ": nothing asked for " + unasked[i] + ", so this record changed nothing");
  }
  if (unasked.size() > most) {
    complain(overlay_file + ": nor for " + std::to_string(unasked.size() - most) + " other records");
  }
}

Result<Session> open_session(const Settings& settings) {
  auto suffixes = read_suffixes(settings);
  if (!suffixes) return tl::unexpected(suffixes.error());
  auto setup = read_setup(settings);
  if (!setup) return tl::unexpected(setup.error());
  // A hook says nothing to the mail system.
  const std::string hint = settings.command == Command::Hook ? "" : region_hint(setup->region.value);
  if (!hint.empty()) complain(hint);
  Session session{.options = {.given = settings.given,
                              .setup = *std::move(setup),
                              .standard = settings.standard,
                              .at = settings.at,
                              .now = now(),
                              .suffixes = *std::move(suffixes)}};
  if (!settings.overlay.empty()) {
    auto overlay = dns::read_overlay(settings.overlay);
    if (!overlay) return tl::unexpected(overlay.error());
    session.overlay = *std::move(overlay);
    session.overlay.watch();
    session.overlay_file = settings.overlay;
  }
  auto source = dns::make_source(settings.dns, settings.servers);
  if (!source) return tl::unexpected(source.error());
  session.source = *std::move(source);
  return session;
}

std::string beyond_max_size(const Settings& settings) {
  return "a message of " + std::to_string(settings.max_size) + " octets (--max-size): the body was not read";
}

message::Reading reading_from(const std::string& path, message::Reading wanted) {
  const bool is_typed = path == "-" && ::isatty(STDIN_FILENO) == 1;
  return is_typed && wanted == message::Reading::Detect ? message::Reading::Pasted : wanted;
}

Result<Loaded> load_message(const std::string& path, const Settings& settings) {
  const auto octets = run::read_octets(path, settings.max_size);
  if (!octets) return tl::unexpected(octets.error());
  auto parsed = run::parse_octets(*octets, reading_from(path, settings.reading));
  if (parsed) return Loaded{std::make_shared<const message::Message>(*std::move(parsed)), octets->cut};
  Error error = parsed.error();
  error.what = (path == "-" ? "standard input" : path) + ": " + error.what;
  return tl::unexpected(std::move(error));
}

void read_cache(run::AnswerCache& cache, const std::string& path) {
  if (path.empty() || ::access(path.c_str(), F_OK) != 0) return;
  const auto octets = run::read_octets(path, most_cache_octets);
  const auto read = octets ? cache.read(octets->text, path, now()) : tl::unexpected(octets.error());
  if (!read) complain(read.error().what + "; starting with an empty one");
}

Result<void> write_cache(const run::AnswerCache& cache, const std::string& path) {
  return path.empty() ? Result<void>() : write_file(path, cache.write(now()));
}

Result<void> close_session(const Session& session, const Settings& settings) {
  if (settings.record.empty()) return {};
  return write_file(settings.record, dns::render_recording(session.answers));
}

}  // namespace alignmail::cli
