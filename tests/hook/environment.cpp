// SPDX-License-Identifier: Apache-2.0
#include "hook/environment.hpp"

#include <map>

#include "support/catch.hpp"

using namespace alignmail;

namespace {

using Variables = std::map<std::string, std::string>;

hook::Variable in(const Variables& variables) {
  return [variables](const char* name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    return found == variables.end() ? std::nullopt : std::optional(found->second);
  };
}

trust::Given given(const Variables& variables) {
  trust::Given given;
  hook::read_environment(given, in(variables));
  return given;
}

}  // namespace

TEST_CASE("SENDER is the reverse-path, also when it is the null one", "[hook]") {
  struct Case {
    std::string_view sender;
    std::string_view mail_from;
  };
  const auto c = GENERATE(values<Case>({
      {"bounce@example.com", "bounce@example.com"},
      {"", ""},                              // the null path as a shell has it
      {"<>", "<>"},                          //
      {"MAILER-DAEMON", "<>"},               // as Postfix's pipe(8) writes it
      {"not an address", "not an address"},  // the reader of paths judges that
  }));
  const trust::Given found = given({{"SENDER", std::string(c.sender)}});
  CHECK(found.mail_from == std::string(c.mail_from));
  CHECK(found.from_environment.mail_from);
}

TEST_CASE("what is no address of a client says nothing", "[hook]") {
  struct Case {
    std::string_view value;
    std::string_view address;  // empty: none
  };
  const auto c = GENERATE(values<Case>({
      {"192.0.2.7", "192.0.2.7"},
      {"2001:db8::7", "2001:db8::7"},
      {"IPv6:2001:db8::7", "2001:db8::7"},  // as SMTP writes it
      {"127.0.0.1", ""},                    // fed in by a program of the same host
      {"127.8.9.1", ""},                    // likewise
      {"::1", ""},                          // likewise
      {"::ffff:127.0.0.1", ""},             // likewise
      {"unknown", ""},                      // Postfix's word
      {"", ""},                             //
      {"192.0.2.7; rm -rf /", ""},          //
  }));
  CAPTURE(c.value);
  const trust::Given found = given({{"CLIENT_ADDRESS", std::string(c.value)}, {"CLIENT_HELO", "mail.example.com"}});
  CHECK(found.client_ip == IpAddress::parse(c.address));
  CHECK(found.from_environment.client_ip == !c.address.empty());
  CHECK(found.helo.has_value() == !c.address.empty());  // a name without its connection is nobody's
}

TEST_CASE("options win over the environment, each for itself", "[hook]") {
  trust::Given found;
  found.mail_from = "given@example.net";
  hook::read_environment(
      found,
      in({{"SENDER", "told@example.com"}, {"CLIENT_ADDRESS", "192.0.2.7"}, {"CLIENT_HELO", "mail.example.com"}}));
  CHECK(found.mail_from == "given@example.net");
  CHECK_FALSE(found.from_environment.mail_from);
  CHECK(found.client_ip == IpAddress::parse("192.0.2.7"));
  CHECK(found.from_environment.client_ip);
  CHECK(found.helo == "mail.example.com");
}

TEST_CASE("nothing in the environment is nothing known", "[hook]") {
  const trust::Given found = given({});
  CHECK_FALSE(found.mail_from);
  CHECK_FALSE(found.client_ip);
  CHECK_FALSE(found.helo);
  CHECK_FALSE(found.from_environment.mail_from);
}

TEST_CASE("a value of absurd length is left out", "[hook]") {
  CHECK_FALSE(given({{"SENDER", std::string(100'000, 'a')}}).mail_from);
  CHECK(hook::read_recipient(in({{"RECIPIENT", std::string(100'000, 'a')}})).address.empty());
}

TEST_CASE("the recipient is told with its extension", "[hook]") {
  const auto found = hook::read_recipient(in({{"RECIPIENT", "ann+test@example.com"}, {"EXTENSION", "test"}}));
  CHECK(found.address == "ann+test@example.com");
  CHECK(found.extension == "test");
}
