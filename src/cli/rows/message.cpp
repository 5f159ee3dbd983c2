// SPDX-License-Identifier: Apache-2.0
#include "base/ascii.hpp"
#include "cli/rows/family.hpp"

namespace alignmail::cli::rows {
namespace {

constexpr const char* group = "Message";

Result<void> set_reading(Settings& settings, message::Reading reading) {
  if (settings.reading != message::Reading::Detect && settings.reading != reading) {
    return failure(Error::Kind::Usage, "--headers and --message exclude each other");
  }
  settings.reading = reading;
  return {};
}

// What a client said stands as it said it: a bad address is no mistake of the caller's, and is judged (TRUST008).
Result<void> set_mail_from(Settings& settings, const std::string& value) {
  settings.given.mail_from = value;
  return {};
}

Result<void> set_helo(Settings& settings, const std::string& value) {
  settings.given.helo = value;
  return {};
}

// Of an address the domain: "a@example.com", "Shop <a@example.com>".
std::string_view domain_of(std::string_view value) {
  const std::size_t sign = value.rfind('@');
  if (sign == std::string_view::npos || sign == 0) return value;
  value = ascii::trim(value.substr(sign + 1));
  if (value.ends_with('>')) value.remove_suffix(1);
  return value;
}

Result<void> add_domain(std::string_view option, const std::string& value, std::vector<dns::Domain>& domains) {
  auto domain = parse_domain(option, domain_of(value));
  if (!domain) return bad_value(option, value, "a domain name");
  domains.push_back(*std::move(domain));
  return {};
}

constexpr OptionRow rows[] = {
    {"--headers",
     nullptr,
     group,
     "Read the input as headers alone, as pasted",
     messages,
     [](S s, V) { return set_reading(s, message::Reading::Headers); },
     {.settles = "reading"}},
    {"--message",
     nullptr,
     group,
     "Read the input as a message, whatever it looks like",
     messages,
     [](S s, V) { return set_reading(s, message::Reading::Message); },
     {.settles = "reading"}},
    {"--max-size",
     "OCTETS",
     group,
     "Of a longer message only the header is read; default 50 MiB",
     messages | arriving,
     [](S s, V v) { return store(parse_count("--max-size", v, 1, 1ULL << 40), s.max_size); },
     {.usual = "52428800"}},
    {"--client-ip", "ADDRESS", group, "The SMTP client, when it is known", judged,
     [](S s, V v) { return store(parse_ip("--client-ip", v), s.given.client_ip); }},
    {"--ip", "ADDRESS", group, "The SMTP client", only(Command::Spf),
     [](S s, V v) { return store(parse_ip("--ip", v), s.given.client_ip); }},
    {"--mail-from", "ADDRESS", group, "The address given in MAIL FROM; <> for none", envelope | arriving,
     set_mail_from},
    {"--helo", "NAME", group, "The name given in HELO or EHLO", envelope | arriving, set_helo},
    {"--authserv-id",
     "ID",
     group,
     "Believe Authentication-Results under this id (repeatable)",
     judged,
     [](S s, V v) -> Result<void> {
       s.given.authserv_ids.push_back(ascii::to_lower(v));
       return {};
     },
     {.repeats = true}},
    {"--from", "DOMAIN", group, "The author domain", only(Command::Dmarc),
     [](S s, V v) { return add_domain("--from", v, s.author); }},
    {"--spf", "DOMAIN", group, "A domain for which SPF passed", only(Command::Dmarc),
     [](S s, V v) { return add_domain("--spf", v, s.spf_domains); }},
    {"--dkim",
     "DOMAIN",
     group,
     "A domain whose DKIM signature passed (repeatable)",
     only(Command::Dmarc),
     [](S s, V v) { return add_domain("--dkim", v, s.dkim_domains); },
     {.repeats = true}},
};

}  // namespace

std::span<const OptionRow> message_read() { return rows; }

}  // namespace alignmail::cli::rows
