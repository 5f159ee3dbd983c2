// SPDX-License-Identifier: Apache-2.0
#include "cli/option_rows.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "base/time.hpp"
#include "cli/nearest.hpp"
#include "cli/values.hpp"

namespace alignmail::cli {
namespace {

constexpr Commands check = only(Command::Check);
constexpr Commands messages = check | only(Command::Dkim) | only(Command::Arc);
constexpr Commands analysing = messages | only(Command::Spf) | only(Command::Dmarc);
constexpr Commands all = analysing | only(Command::Explain);
constexpr Commands envelope = check | only(Command::Spf);

constexpr const char* output = "Output";
constexpr const char* dns_group = "DNS";
constexpr const char* message_group = "Message";
constexpr const char* setup_group = "Expected SES set-up";
constexpr const char* judging = "Judging";

// The value, once it is parsed, at its place in the settings.
template <class T, class Member>
Result<void> store(Result<T> parsed, Member& member) {
  if (!parsed) return tl::unexpected(parsed.error());
  member = *std::move(parsed);
  return {};
}

// The word's index in the enumeration's own order.
template <class Enum>
Result<void> store_word(std::string_view option, const std::string& value, std::span<const std::string_view> words,
                        Enum& member) {
  const auto index = parse_word(option, value, words);
  if (!index) return tl::unexpected(index.error());
  member = static_cast<Enum>(*index);
  return {};
}

Result<void> set_format(Settings& settings, const std::string& value) {
  // "-o FILE -f FORMAT" is the same pair as "-f FORMAT -o FILE".
  const bool file_waits = !settings.outputs.empty() && settings.outputs.back().format.empty();
  if (!file_waits) settings.outputs.emplace_back();
  settings.outputs.back().format = value;
  if (report::find_format(value)) return {};
  std::vector<std::string_view> names;
  for (const report::Format& format : report::formats()) names.push_back(format.name);
  const auto known = parse_word("--format", value, names);
  return known ? Result<void>() : tl::unexpected(known.error());
}

Result<void> set_output(Settings& settings, const std::string& value) {
  const bool format_waits = !settings.outputs.empty() && settings.outputs.back().file.empty();
  if (!format_waits) settings.outputs.emplace_back();
  settings.outputs.back().file = value;
  return {};
}

Result<void> set_records(Settings& settings, const std::string& value) {
  static constexpr std::string_view words[] = {"bind", "panel", "route53", "cloudflare", "terraform"};
  return store_word("--records", value, words, settings.records);
}

Result<void> set_color(Settings& settings, const std::string& value) {
  static constexpr std::string_view words[] = {"auto", "always", "never"};
  return store_word("--color", value, words, settings.color);
}

Result<void> set_fail_on(Settings& settings, const std::string& value) {
  static constexpr std::string_view words[] = {"never", "warning", "error"};
  const auto index = parse_word("--fail-on", value, words);
  if (!index) return tl::unexpected(index.error());
  settings.fail_on.reset();
  if (*index > 0) settings.fail_on = *index == 1 ? findings::Severity::Warning : findings::Severity::Error;
  return {};
}

Result<void> set_standard(Settings& settings, const std::string& value) {
  static constexpr std::string_view words[] = {"rfc9989", "rfc7489"};
  return store_word("--standard", value, words, settings.standard);
}

Result<void> set_at(Settings& settings, const std::string& value) {
  settings.at = parse_rfc3339(value);
  if (settings.at) return {};
  return bad_value("--at", value, "a time such as 2026-11-02T10:00:00Z");
}

Result<void> set_timeout(Settings& settings, const std::string& value) {
  const auto count = parse_count("--dns-timeout", value, 1, 60'000);
  if (!count) return tl::unexpected(count.error());
  settings.servers.timeout = std::chrono::milliseconds(*count);
  return {};
}

Result<void> set_tries(Settings& settings, const std::string& value) {
  const auto count = parse_count("--dns-tries", value, 1, 10);
  if (!count) return tl::unexpected(count.error());
  settings.servers.tries = static_cast<int>(*count);
  return {};
}

Result<void> set_reading(Settings& settings, message::Reading reading) {
  if (settings.reading != message::Reading::Detect && settings.reading != reading) {
    return failure(Error::Kind::Usage, "--headers and --message exclude each other");
  }
  settings.reading = reading;
  return {};
}

Result<void> set_region(Settings& settings, const std::string& value) {
  std::vector<std::string_view> names;
  for (const ses::Region& region : ses::regions()) names.push_back(region.name);
  // A region that is newer than this program is believed when it looks like one.
  const bool known = ses::find_region(value) != nullptr;
  const bool plausible = ascii::split(value, '-').size() >= 3 && !value.empty() && ascii::is_digit(value.back());
  if (!known && (!plausible || nearest(value, names))) {
    return bad_value("--ses-region", value, "a region of SES such as us-east-1" + suggestion(value, names));
  }
  settings.setup.region = {value, ses::Origin::Given};
  return {};
}

Result<void> set_mail_from_domain(Settings& settings, const std::string& value) {
  auto domain = parse_domain("--ses-mail-from", value);
  if (!domain) return tl::unexpected(domain.error());
  settings.setup.mail_from = {*std::move(domain), ses::Origin::Given};
  return {};
}

Result<void> add_token(Settings& settings, const std::string& value) {
  const auto label = dns::Domain::parse(value);
  if (!label || label->label_count() != 1 || !label->is_host_like()) {
    return bad_value("--ses-dkim-token", value, "a token of Easy DKIM (one label of letters and digits)");
  }
  settings.setup.tokens.value.push_back(label->text());
  settings.setup.tokens.origin = ses::Origin::Given;
  if (!settings.setup.dkim_kind.known()) settings.setup.dkim_kind = {"easy", ses::Origin::Given};
  return {};
}

Result<void> add_domain(std::string_view option, const std::string& value, std::vector<dns::Domain>& domains) {
  auto domain = parse_domain(option, value);
  if (!domain) return tl::unexpected(domain.error());
  domains.push_back(*std::move(domain));
  return {};
}

using S = Settings&;
using V = const std::string&;

constexpr OptionRow rows[] = {
    {"-f,--format", "FORMAT", output, "Form of the report; several pairs of -f and -o may be given", analysing,
     set_format},
    {"--json", nullptr, output, "Short for -f json", analysing, [](S s, V) { return set_format(s, "json"); }},
    {"-o,--output", "FILE", output, "Write there instead of to standard output; whole or not at all", analysing,
     set_output},
    {"--records", "FORM", output, "Records to publish as bind (default), panel, route53, cloudflare, terraform", check,
     set_records},
    {"--color", "WHEN", output, "auto (default), always, never", all, set_color},
    {"--unicode", nullptr, output, "Tick marks and names in their own script", all,
     [](S s, V) -> Result<void> {
       s.unicode = true;
       return {};
     }},
    {"-q,--quiet", nullptr, output, "One line for each message", analysing,
     [](S s, V) -> Result<void> {
       s.verbosity = -1;
       return {};
     }},
    {"-v,--verbose", nullptr, output, "Show the evidence; -vv every DNS answer and step", analysing,
     [](S s, V) -> Result<void> {
       s.verbosity = std::max(s.verbosity, 0) + 1;
       return {};
     }},
    {"--fail-on", "SEVERITY", output, "What makes the exit status 1: error (default), warning, never", check,
     set_fail_on},

    {"--dns", "SPEC", dns_group, "system (default), ADDR[:PORT][,...], zone:FILE, replay:FILE, none", analysing,
     [](S s, V v) -> Result<void> {
       s.dns = v;
       return {};
     }},
    {"--dns-overlay", "FILE", dns_group, "A master file to be seen before DNS: try a change before you publish it",
     analysing,
     [](S s, V v) -> Result<void> {
       s.overlay = v;
       return {};
     }},
    {"--dns-record", "FILE", dns_group, "Write every answer to FILE, for --dns replay:FILE", analysing,
     [](S s, V v) -> Result<void> {
       s.record = v;
       return {};
     }},
    {"--dns-timeout", "MS", dns_group, "For each try; default 2000", analysing, set_timeout},
    {"--dns-tries", "N", dns_group, "For each server; default 2", analysing, set_tries},

    {"--headers", nullptr, message_group, "Read the input as headers alone, as pasted", messages,
     [](S s, V) { return set_reading(s, message::Reading::Headers); }},
    {"--message", nullptr, message_group, "Read the input as a message, whatever it looks like", messages,
     [](S s, V) { return set_reading(s, message::Reading::Message); }},
    {"--max-size", "OCTETS", message_group, "Of a longer message only the header is read; default 50 MiB", messages,
     [](S s, V v) { return store(parse_count("--max-size", v, 1, 1ULL << 40), s.max_size); }},
    {"--client-ip", "ADDRESS", message_group, "The SMTP client, when it is known", check,
     [](S s, V v) { return store(parse_ip("--client-ip", v), s.given.client_ip); }},
    {"--ip", "ADDRESS", message_group, "The SMTP client", only(Command::Spf),
     [](S s, V v) { return store(parse_ip("--ip", v), s.given.client_ip); }},
    {"--mail-from", "ADDRESS", message_group, "The address given in MAIL FROM; <> for none", envelope,
     [](S s, V v) -> Result<void> {
       s.given.mail_from = v;
       return {};
     }},
    {"--helo", "NAME", message_group, "The name given in HELO or EHLO", envelope,
     [](S s, V v) -> Result<void> {
       s.given.helo = v;
       return {};
     }},
    {"--authserv-id", "ID", message_group, "Believe Authentication-Results under this id (repeatable)", check,
     [](S s, V v) -> Result<void> {
       s.given.authserv_ids.push_back(ascii::to_lower(v));
       return {};
     }},
    {"--from", "DOMAIN", message_group, "The author domain", only(Command::Dmarc),
     [](S s, V v) { return add_domain("--from", v, s.author); }},
    {"--spf", "DOMAIN", message_group, "A domain for which SPF passed", only(Command::Dmarc),
     [](S s, V v) { return add_domain("--spf", v, s.spf_domains); }},
    {"--dkim", "DOMAIN", message_group, "A domain whose DKIM signature passed (repeatable)", only(Command::Dmarc),
     [](S s, V v) { return add_domain("--dkim", v, s.dkim_domains); }},

    {"--expect", "FILE", setup_group, "Our JSON, or the output of aws sesv2 get-email-identity", check,
     [](S s, V v) -> Result<void> {
       s.expect = v;
       return {};
     }},
    {"--ses-region", "REGION", setup_group, "The region that sends", check, set_region},
    {"--ses-mail-from", "DOMAIN", setup_group, "The custom MAIL FROM domain", check, set_mail_from_domain},
    {"--ses-dkim-token", "TOKEN", setup_group, "A token of Easy DKIM; there are three", check, add_token},
    {"--ses-verification-token", "TOKEN", setup_group, "The value of the TXT record at _amazonses.DOMAIN", check,
     [](S s, V v) -> Result<void> {
       s.setup.verification_token = {v, ses::Origin::Given};
       return {};
     }},

    {"--at", "TIME", judging, "Judge t= and x= as of this time, such as 2026-11-02T10:00:00Z",
     messages | only(Command::Spf), set_at},
    {"--standard", "RFC", judging, "DMARC by rfc9989 (default) or rfc7489; both are always shown",
     check | only(Command::Dmarc), set_standard},
    {"--psl", "FILE", judging, "Another public suffix list, for the side of RFC 7489", check | only(Command::Dmarc),
     [](S s, V v) -> Result<void> {
       s.suffixes = v;
       return {};
     }},

    {"--markdown", nullptr, output, "The page of the manual", only(Command::Explain),
     [](S s, V) -> Result<void> {
       s.markdown = true;
       return {};
     }},
    {"-h,--help", nullptr, "Help", "This text; COMMAND --help for another command", all,
     [](S s, V) -> Result<void> {
       s.show = Show::Help;
       return {};
     }},
    {"--version", nullptr, "Help", "The version", all,
     [](S s, V) -> Result<void> {
       s.show = Show::Version;
       return {};
     }},
};

constexpr int many = 1'000'000;

constexpr CommandRow commands[] = {
    {Command::Check, "check", "FILE", many, "A message as saved; - or none at all is standard input",
     "Analyse messages (the default command)"},
    {Command::Explain, "explain", "ID", 1, "A finding, such as SES001; none lists them all",
     "Explain one finding, or list all"},
    {Command::Spf, "spf", nullptr, 0, nullptr, "Evaluate SPF alone, with the evaluation tree"},
    {Command::Dkim, "dkim", "FILE", 1, "A message as saved; - or none is standard input",
     "Verify each DKIM-Signature alone"},
    {Command::Arc, "arc", "FILE", 1, "A message as saved; - or none is standard input", "Validate the ARC chain alone"},
    {Command::Dmarc, "dmarc", nullptr, 0, nullptr, "Discover and evaluate DMARC for identifiers that passed"},
};

}  // namespace

std::span<const OptionRow> option_rows() { return rows; }
std::span<const CommandRow> command_rows() { return commands; }

}  // namespace alignmail::cli
