// SPDX-License-Identifier: Apache-2.0
// Whether an SPF record authorizes SES: by the text of the records alone, with no address to
// check. The evaluator in spf/ says what becomes of one message.
#include <algorithm>
#include <set>

#include "base/ascii.hpp"
#include "ses/audit.hpp"
#include "ses/names.hpp"
#include "ses/traces.hpp"

namespace alignmail::ses {
namespace {

// RFC 7208 section 4.6.4: what needs more look-ups is no record that works.
constexpr std::size_t records_most = 10;

struct Walk {
  const std::optional<IpAddress>& address;
  dns::Inquiry& inquiry;
  std::set<dns::Domain> seen{};
};

bool covers(std::string_view network, const IpAddress& address) {
  const std::size_t slash = network.find('/');
  const auto base = IpAddress::parse(network.substr(0, slash));
  if (!base) return false;
  const auto prefix = slash == std::string_view::npos ? std::optional<std::uint64_t>(base->bits())
                                                      : ascii::parse_number(network.substr(slash + 1));
  return prefix && *prefix <= 128 && address.is_within(*base, static_cast<int>(*prefix));
}

// The better of two: what is known to authorize, then what may still turn out to.
Reach better(Reach a, Reach b) {
  for (const Reach reach : {Reach::Yes, Reach::ByList, Reach::Pending, Reach::Unknown}) {
    if (a == reach || b == reach) return reach;
  }
  return Reach::No;
}

Reach reach_of_record(const std::string& record, Walk& walk, std::size_t depth);

Reach reach_of_name(std::string_view text, Walk& walk, std::size_t depth) {
  const auto name = dns::Domain::parse(text);
  if (!name || !name->is_host_like()) return Reach::No;  // a macro depends on the message
  if (*name == amazonses()) return Reach::Yes;
  if (depth >= records_most || walk.seen.size() >= records_most || !walk.seen.insert(*name).second) return Reach::No;
  const dns::Answer answer = walk.inquiry.ask(*name, dns::Type::TXT);
  if (answer.status == dns::Status::Pending) return Reach::Pending;
  if (!dns::is_answer(answer.status)) return Reach::Unknown;
  const auto records = spf_records(answer);
  // Most regions have a record at their name, "us-east-1" has none: only DNS tells.
  if (parse_ses_name(*name)) return records.size() == 1 ? Reach::Yes : Reach::No;
  return records.size() == 1 ? reach_of_record(records.front(), walk, depth + 1) : Reach::No;
}

Reach reach_of_record(const std::string& record, Walk& walk, std::size_t depth) {
  Reach reach = Reach::No;
  std::string_view redirect;
  for (std::string_view term : ascii::split(record, ' ')) {
    if (ascii::istarts_with(term, "redirect=")) redirect = term.substr(9);
    const bool is_pass = !term.starts_with('-') && !term.starts_with('~') && !term.starts_with('?');
    if (!is_pass || term.starts_with('+')) term.remove_prefix(1);
    // Nothing behind "all" is ever reached, and it makes redirect= void (section 5.1).
    if (ascii::iequals(term, "all")) return is_pass ? better(reach, Reach::Yes) : reach;
    if (!is_pass) continue;
    if (ascii::istarts_with(term, "include:")) {
      reach = better(reach, reach_of_name(term.substr(8), walk, depth));
    } else if (walk.address && (ascii::istarts_with(term, "ip4:") || ascii::istarts_with(term, "ip6:"))) {
      if (covers(term.substr(4), *walk.address)) reach = better(reach, Reach::ByList);
    }
    if (reach == Reach::Yes) return reach;
  }
  return redirect.empty() ? reach : better(reach, reach_of_name(redirect, walk, depth));
}

}  // namespace

bool is_spf_record(std::string_view text) {
  constexpr std::string_view version = "v=spf1";
  return ascii::istarts_with(text, version) && (text.size() == version.size() || text[version.size()] == ' ');
}

std::vector<std::string> spf_records(const dns::Answer& answer) {
  std::vector<std::string> records;
  for (std::string& text : answer.texts()) {
    if (is_spf_record(text)) records.push_back(std::move(text));
  }
  return records;
}

bool names_ses(const std::string& record) {
  const auto terms = ascii::split(record, ' ');
  return std::any_of(terms.begin(), terms.end(), [](std::string_view term) {
    if (term.starts_with('+')) term.remove_prefix(1);
    if (!ascii::istarts_with(term, "include:")) return false;
    const auto name = dns::Domain::parse(term.substr(8));
    return name && parse_ses_name(*name);
  });
}

Reach reach_of_ses(const std::string& record, const std::optional<IpAddress>& address, dns::Inquiry& inquiry) {
  Walk walk{.address = address, .inquiry = inquiry};
  return reach_of_record(record, walk, 0);
}

}  // namespace alignmail::ses
