// SPDX-License-Identifier: Apache-2.0
// Words and master-file text for DNS values.
#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>

#include "alignmail/dns_records.hpp"
#include "base/ascii.hpp"

namespace alignmail::dns {
namespace {

constexpr std::array<std::pair<Type, std::string_view>, 8> type_names = {{{Type::A, "A"},
                                                                          {Type::NS, "NS"},
                                                                          {Type::CNAME, "CNAME"},
                                                                          {Type::SOA, "SOA"},
                                                                          {Type::PTR, "PTR"},
                                                                          {Type::MX, "MX"},
                                                                          {Type::TXT, "TXT"},
                                                                          {Type::AAAA, "AAAA"}}};

// A character-string between quotes (RFC 1035 section 5.1).
std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out.push_back('\\');
      out.push_back(c);
    } else if (ascii::is_printable(c)) {
      out.push_back(c);
    } else {
      std::array<char, 8> escape{};
      std::snprintf(escape.data(), escape.size(), "\\%03u", static_cast<unsigned>(static_cast<unsigned char>(c)));
      out += escape.data();
    }
  }
  out.push_back('"');
  return out;
}

struct Printer {
  std::string operator()(const IpAddress& address) const { return address.to_string(); }
  std::string operator()(const Domain& name) const { return name.text() + "."; }
  std::string operator()(const Mx& mx) const {
    return std::to_string(mx.preference) + " " + (mx.exchange ? mx.exchange->text() : std::string()) + ".";
  }
  std::string operator()(const Txt& txt) const {
    std::vector<std::string> parts;
    std::transform(txt.strings.begin(), txt.strings.end(), std::back_inserter(parts), quoted);
    return ascii::join(parts, " ");
  }
  std::string operator()(const Soa& soa) const { return soa.text; }
};

template <class T>
std::vector<T> all_of_kind(std::span<const RecordData> records) {
  std::vector<T> result;
  for (const RecordData& record : records) {
    if (const T* value = std::get_if<T>(&record)) result.push_back(*value);
  }
  return result;
}

}  // namespace

std::string_view to_string(Type type) {
  const auto found =
      std::find_if(type_names.begin(), type_names.end(), [&](const auto& row) { return row.first == type; });
  return found == type_names.end() ? "TYPE" : found->second;
}

std::optional<Type> parse_type(std::string_view mnemonic) {
  for (const auto& [type, name] : type_names) {
    if (ascii::iequals(mnemonic, name)) return type;
  }
  return std::nullopt;
}

std::string_view to_string(Status status) {
  switch (status) {
    case Status::Found: return "noerror";
    case Status::NoData: return "nodata";
    case Status::NxDomain: return "nxdomain";
    case Status::ServFail: return "servfail";
    case Status::Refused: return "refused";
    case Status::Timeout: return "timeout";
    case Status::Malformed: return "malformed";
    case Status::NotRecorded: return "not_recorded";
    case Status::NotAsked: return "not_asked";
    case Status::Offline: return "offline";
    case Status::Pending: return "pending";
  }
  return "";
}

bool is_temporary(Status status) {
  return status == Status::ServFail || status == Status::Refused || status == Status::Timeout ||
         status == Status::Malformed;
}

bool is_answer(Status status) {
  return status == Status::Found || status == Status::NoData || status == Status::NxDomain;
}

std::string Txt::joined() const { return ascii::join(strings, ""); }

std::string to_string(const RecordData& data) { return std::visit(Printer{}, data); }

std::vector<std::string> Answer::texts() const {
  std::vector<std::string> result;
  result.reserve(records.size());
  for (const RecordData& record : records) {
    if (const Txt* txt = std::get_if<Txt>(&record)) result.push_back(txt->joined());
  }
  return result;
}

std::vector<IpAddress> Answer::addresses() const { return all_of_kind<IpAddress>(records); }
std::vector<Domain> Answer::names() const { return all_of_kind<Domain>(records); }

std::vector<Mx> Answer::exchanges() const {
  std::vector<Mx> result = all_of_kind<Mx>(records);
  std::sort(result.begin(), result.end(), [](const Mx& a, const Mx& b) {
    return std::pair(a.preference, a.exchange) < std::pair(b.preference, b.exchange);
  });
  return result;
}

}  // namespace alignmail::dns
