// SPDX-License-Identifier: Apache-2.0
#include "run/ndjson.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/base64.hpp"

namespace alignmail::run {
namespace {

using nlohmann::json;

constexpr std::array<std::string_view, 5> keys = {"id", "raw", "client_ip", "mail_from", "helo"};

tl::unexpected<Error> bad(const std::string& place, const std::string& reason) {
  return failure(Error::Kind::NotAMessage, place + ": " + reason);
}

// The text of a key; absent and null are the same. False when it is of another type.
bool take(const json& object, std::string_view key, std::optional<std::string>& text) {
  const auto member = object.find(key);
  if (member == object.end() || member->is_null()) return true;
  if (!member->is_string()) return false;
  text = member->get<std::string>();
  return true;
}

// The message itself, cut out of its line: nearly all of it is one string without escapes, which need not go
// through a parser octet by octet (a message of 1 MB: 14 ms became 3).
struct Divided {
  std::string rest{};  // the line with an empty string in its place
  std::optional<std::string_view> raw{};
};
Divided divide(std::string_view line) {
  constexpr std::string_view key = "\"raw\"";  // as a value it has no colon behind it, and an escaped quote is none
  const auto skip_space = [&](std::size_t at) { return std::min(line.find_first_not_of(" \t", at), line.size()); };
  for (std::size_t at = line.find(key); at != std::string_view::npos; at = line.find(key, at + 1)) {
    const std::size_t colon = skip_space(at + key.size());
    if (colon == line.size() || line[colon] != ':') continue;
    const std::size_t quote = skip_space(colon + 1);
    if (quote == line.size() || line[quote] != '"') break;
    const std::size_t end = line.find('"', quote + 1);
    if (end == std::string_view::npos) break;
    const std::string_view raw = line.substr(quote + 1, end - quote - 1);
    if (raw.find('\\') != std::string_view::npos) break;
    return {std::string(line.substr(0, quote + 1)).append(line.substr(end)), raw};
  }
  return {std::string(line), std::nullopt};
}

}  // namespace

Result<Loaded> read_line(std::string_view line, const std::string& place, std::size_t most) {
  const Divided divided = divide(line);
  const json object = json::parse(divided.rest, nullptr, false);
  if (!object.is_object()) return bad(place, "this is not a JSON object");
  for (const auto& [key, value] : object.items()) {
    if (std::find(keys.begin(), keys.end(), key) == keys.end()) {
      return bad(place, "unknown key; there are id, raw, client_ip, mail_from, helo");
    }
  }
  std::optional<std::string> id;
  std::optional<std::string> raw;
  std::optional<std::string> address;
  trust::Given given;
  for (const auto& [key, text] : {std::pair{keys[0], &id},
                                  {keys[1], &raw},
                                  {keys[2], &address},
                                  {keys[3], &given.mail_from},
                                  {keys[4], &given.helo}}) {
    if (!take(object, key, *text)) return bad(place, "\"" + std::string(key) + "\" must be a string");
  }
  if (!raw) return bad(place, "\"raw\" is missing: the message in base64");
  if (address) {
    given.client_ip = IpAddress::parse(*address);
    if (!given.client_ip) return bad(place, "\"client_ip\" is not an IP address");
  }
  auto octets = decode_base64(raw->empty() && divided.raw ? *divided.raw : *raw);
  if (!octets) return bad(place, "\"raw\" is not valid base64");
  const auto text = std::make_shared<const std::string>(*std::move(octets));
  return Loaded{{*text, text, text->size() > most}, std::move(id), std::move(given)};
}

}  // namespace alignmail::run
