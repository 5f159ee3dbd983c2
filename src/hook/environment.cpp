// SPDX-License-Identifier: Apache-2.0
// Postfix (local(8)), Exim, qmail and the Sieve plug-ins agree on SENDER; only Postfix tells of
// the client, and puts "_" in place of what a shell could take wrongly.
#include "hook/environment.hpp"

#include "base/ascii.hpp"

namespace alignmail::hook {
namespace {

// RFC 5321 section 4.5.3.1.3 allows 256; more than this is not an envelope.
constexpr std::size_t longest = 1'000;

std::optional<std::string> read(const Variable& variable, const char* name) {
  auto value = variable(name);
  if (!value || value->size() > longest) return std::nullopt;
  return value;
}

// A message that came by loopback was fed in by a local program: that address says nothing of
// the sender, and SPF of it would fail whatever the truth is.
bool is_loopback(const IpAddress& address) {
  static const IpAddress loopback = *IpAddress::parse("::1");
  return address == loopback || (address.is_v4() && address.octets()[0] == 127);
}

std::optional<IpAddress> read_client(const Variable& variable) {
  auto value = read(variable, "CLIENT_ADDRESS");
  if (!value) return std::nullopt;
  if (ascii::istarts_with(*value, "IPv6:")) value->erase(0, 5);
  const auto address = IpAddress::parse(*value);
  if (!address || is_loopback(*address)) return std::nullopt;
  return address;
}

}  // namespace

void read_environment(trust::Given& given, const Variable& variable) {
  if (!given.mail_from) {
    given.mail_from = read(variable, "SENDER");
    // What Postfix's pipe(8) makes of the null reverse-path.
    if (given.mail_from == "MAILER-DAEMON") given.mail_from = "<>";
    given.from_environment.mail_from = given.mail_from.has_value();
  }
  if (!given.client_ip) {
    given.client_ip = read_client(variable);
    given.from_environment.client_ip = given.client_ip.has_value();
  }
  // A name belongs to its connection.
  if (given.helo || !given.client_ip) return;
  given.helo = read(variable, "CLIENT_HELO");
  if (given.helo && (given.helo->empty() || *given.helo == "unknown")) given.helo.reset();
  given.from_environment.helo = given.helo.has_value();
}

Recipient read_recipient(const Variable& variable) {
  return {.address = read(variable, "RECIPIENT").value_or(""), .extension = read(variable, "EXTENSION").value_or("")};
}

}  // namespace alignmail::hook
