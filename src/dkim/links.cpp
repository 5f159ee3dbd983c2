// SPDX-License-Identifier: Apache-2.0
#include "dkim/links.hpp"

#include <algorithm>
#include <iterator>
#include <optional>

#include "base/ascii.hpp"

namespace alignmail::dkim {
namespace {

// Where an address ends in a text or an attribute.
constexpr std::string_view ends_address = " \t\r\n\"'<>";

std::string percent_decoded(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto octet = text[i] == '%' ? ascii::hex_octet(text, i + 1) : std::nullopt;
    result += octet.value_or(text[i]);
    if (octet) i += 2;
  }
  return result;
}

// The value of a parameter ("url="), up to the next one.
std::optional<std::string_view> parameter(std::string_view address, std::string_view name) {
  const std::size_t at = address.find(name);
  if (at == std::string_view::npos || at == 0 || (address[at - 1] != '?' && address[at - 1] != '&'))
    return std::nullopt;
  const std::string_view value = address.substr(at + name.size());
  return value.substr(0, value.find('&'));
}

// In HTML an ampersand of an address is written as an entity, and the gateway took it for an ampersand.
std::string written_as(std::string_view wrapped, const std::string& address) {
  if (wrapped.find("&amp;") == std::string_view::npos) return address;
  std::string escaped;
  for (const char c : address) escaped += c == '&' ? std::string("&amp;") : std::string(1, c);
  return escaped;
}

std::optional<std::string> unwrapped_parameter(std::string_view address, std::string_view name) {
  const auto value = parameter(address, name);
  if (!value) return std::nullopt;
  return written_as(address, percent_decoded(*value));
}

std::optional<std::string> safe_link(std::string_view address) { return unwrapped_parameter(address, "url="); }
std::optional<std::string> barracuda(std::string_view address) { return unwrapped_parameter(address, "a="); }

// "-" stands for "%", "_" for "/".
std::optional<std::string> proofpoint_2(std::string_view address) {
  const auto value = parameter(address, "u=");
  if (!value) return std::nullopt;
  std::string text(*value);
  std::replace(text.begin(), text.end(), '-', '%');
  std::replace(text.begin(), text.end(), '_', '/');
  return written_as(address, percent_decoded(text));
}

// "/v3/__ADDRESS__;": the address as it was, but for what stands encoded behind the ";".
std::optional<std::string> proofpoint_3(std::string_view address) {
  constexpr std::string_view begin = "/v3/__";
  const std::size_t at = address.find(begin);
  const std::size_t end = address.rfind("__;");
  if (at == std::string_view::npos || end == std::string_view::npos || end < at + begin.size()) return std::nullopt;
  return std::string(address.substr(at + begin.size(), end - at - begin.size()));
}

struct Gateway {
  std::string_view host{};  // the end of it
  std::string_view path{};  // the start of it
  std::optional<std::string> (*unwrap)(std::string_view address){};
};

constexpr Gateway gateways[] = {
    {".safelinks.protection.outlook.com", "/", safe_link},
    {"urldefense.proofpoint.com", "/v2/", proofpoint_2},
    {"urldefense.com", "/v3/", proofpoint_3},
    {"linkprotect.cudasvc.com", "/", barracuda},
};
constexpr std::size_t longest_host = 80;
constexpr std::size_t longest_address = 4096;

// Whose address this is, behind its "://".
const Gateway* gateway_of(std::string_view rest) {
  const std::size_t slash = rest.substr(0, longest_host).find('/');
  if (slash == std::string_view::npos) return nullptr;
  const auto* const found = std::find_if(std::begin(gateways), std::end(gateways), [&](const Gateway& gateway) {
    return rest.substr(0, slash).ends_with(gateway.host) && rest.substr(slash).starts_with(gateway.path);
  });
  return found == std::end(gateways) ? nullptr : found;
}

}  // namespace

// Each address is looked at once, and of those that are no gateway's the host alone.
std::string unwrap_links(std::string_view text) {
  constexpr std::string_view scheme = "https://";
  std::string result;
  while (true) {
    const std::size_t at = text.find(scheme);
    result += text.substr(0, at);
    if (at == std::string_view::npos) return result;
    text.remove_prefix(at);
    const Gateway* const gateway = gateway_of(text.substr(scheme.size()));
    const std::string_view window = text.substr(0, longest_address);
    const std::string_view address = gateway == nullptr ? scheme : window.substr(0, window.find_first_of(ends_address));
    const auto before = gateway == nullptr ? std::nullopt : gateway->unwrap(address);
    result += before ? std::string_view(*before) : address;
    text.remove_prefix(address.size());
  }
}

}  // namespace alignmail::dkim
