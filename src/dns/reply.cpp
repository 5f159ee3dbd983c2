// SPDX-License-Identifier: Apache-2.0
#include "dns/reply.hpp"

#include <algorithm>
#include <set>

#include "base/limits.hpp"
#include "dns/wire.hpp"

namespace alignmail::dns {
namespace {

struct Header {
  std::uint16_t id = 0;
  std::uint16_t flags = 0;
  std::uint16_t questions = 0;
  std::uint16_t answers = 0;
  std::uint16_t authorities = 0;
  std::uint16_t additionals = 0;
};

// A record of the packet with its data still in place.
struct Place {
  std::optional<Domain> owner{};
  std::uint16_t type = 0;
  std::uint16_t klass = 0;
  std::uint32_t ttl = 0;
  std::size_t at = 0;
  std::size_t length = 0;
};

struct Packet {
  Header header{};
  std::vector<Place> answers{};
  std::vector<Place> authorities{};
  std::uint8_t extended_rcode = 0;  // the upper bits (RFC 6891 section 6.1.3)
};

Header read_header(wire::Reader& reader) {
  Header header;
  header.id = reader.u16();
  header.flags = reader.u16();
  header.questions = reader.u16();
  header.answers = reader.u16();
  header.authorities = reader.u16();
  header.additionals = reader.u16();
  return header;
}

Place read_place(wire::Reader& reader) {
  Place place;
  place.owner = reader.name().domain;
  place.type = reader.u16();
  place.klass = reader.u16();
  place.ttl = reader.u32();
  // RFC 2181 section 8: with the highest bit set it counts as zero.
  if (place.ttl > 0x7FFFFFFF && place.type != wire::type_opt) place.ttl = 0;
  place.length = reader.u16();
  place.at = reader.at();
  (void)reader.octets(place.length);
  return place;
}

// Nothing reserves memory by a count: what is not in the packet ends the reading.
bool read_sections(wire::Reader& reader, Packet& packet) {
  const auto read = [&](std::uint16_t count, auto keep) {
    for (int i = 0; i < count && reader.ok(); ++i) {
      Place place = read_place(reader);
      if (reader.ok()) keep(std::move(place));
    }
  };
  read(packet.header.answers, [&](Place place) { packet.answers.push_back(std::move(place)); });
  read(packet.header.authorities, [&](Place place) { packet.authorities.push_back(std::move(place)); });
  read(packet.header.additionals, [&](const Place& place) {
    if (place.type == wire::type_opt) packet.extended_rcode |= static_cast<std::uint8_t>(place.ttl >> 24);
  });
  return reader.ok();
}

Status status_of(int rcode) {
  switch (rcode) {
    case 0: return Status::Found;
    case 3: return Status::NxDomain;
    case 5: return Status::Refused;
    default: return Status::ServFail;  // FORMERR, NOTIMP and the rest: the server could not
  }
}

Reply only(Fit fit, Status status, const Question& question) {
  Reply reply{fit, status, {}};
  if (fit == Fit::Answers || fit == Fit::Malformed) reply.facts.emplace_back(question, Fact{.status = status});
  return reply;
}

// The aliases and the records of the answer section, followed from the question.
class Chain {
 public:
  Chain(std::string_view octets, const Packet& packet, const Question& question, Status status)
      : octets_(octets), packet_(packet), question_(question), status_(status) {}

  // False where the section contradicts itself or holds data that cannot be read.
  bool follow(std::vector<std::pair<Question, Fact>>& facts) {
    if (!index()) return false;
    std::set<Domain> seen;
    Question at = question_;
    // One hop more than anyone follows, so that a chain that is too long shows as one.
    while (seen.insert(at.name).second && seen.size() <= limits::alias_chain + 1) {
      Fact fact = hop(at.name);
      if (fact.status == Status::Pending) break;
      const auto alias = fact.alias;
      facts.emplace_back(at, std::move(fact));
      if (!alias) break;
      at.name = *alias;
    }
    return true;
  }

 private:
  struct Owner {
    std::vector<RecordData> records{};
    std::optional<Domain> alias{};
    std::uint32_t ttl = 0x7FFFFFFF;
    std::uint32_t alias_ttl = 0x7FFFFFFF;
    std::set<std::string_view> seen{};  // data as it stands in the packet
  };

  bool index() {
    for (const Place& place : packet_.answers) {
      const bool wanted = place.type == static_cast<std::uint16_t>(question_.type);
      const bool alias = place.type == static_cast<std::uint16_t>(Type::CNAME);
      if (place.klass != wire::class_in || !place.owner || !(wanted || alias)) continue;
      if (!take(owners_[*place.owner], place, wanted)) return false;
    }
    return true;
  }

  bool take(Owner& owner, const Place& place, bool wanted) const {
    const Type type = wanted ? question_.type : Type::CNAME;
    auto data = wire::read_rdata(type, octets_, place.at, place.length);
    if (!data) return is_root_target(type, place);
    if (!wanted) {
      const Domain& target = std::get<Domain>(*data);
      // RFC 2181 section 10.1: a name has one alias at most.
      if (owner.alias && *owner.alias != target) return false;
      owner.alias = target;
      owner.alias_ttl = std::min(owner.alias_ttl, place.ttl);
      return true;
    }
    owner.ttl = std::min(owner.ttl, place.ttl);
    // RFC 2181 section 5: a set holds no record twice; a server that repeats one means one.
    if (!owner.seen.insert(octets_.substr(place.at, place.length)).second) return true;
    owner.records.push_back(std::move(*data));
    return true;
  }

  // A PTR or NS record that names the root is no fault, only of no use.
  bool is_root_target(Type type, const Place& place) const {
    return (type == Type::PTR || type == Type::NS) && place.length == 1 && octets_[place.at] == '\0';
  }

  Fact hop(const Domain& name) const {
    const auto found = owners_.find(name);
    const bool authentic = (packet_.header.flags & wire::flag_authentic) != 0;
    if (found != owners_.end()) {
      const Owner& owner = found->second;
      if (!owner.records.empty() && status_ == Status::Found) {
        return {.status = Status::Found, .records = owner.records, .ttl = owner.ttl, .authentic = authentic};
      }
      if (owner.alias && owner.records.empty()) {
        return {.status = Status::Found, .alias = owner.alias, .ttl = owner.alias_ttl, .authentic = authentic};
      }
    }
    const auto negative_ttl = soa_ttl(name);
    // RFC 2308 section 2.1: the rcode is that of the chain's last name.
    if (status_ == Status::NxDomain) {
      return {.status = Status::NxDomain, .ttl = negative_ttl.value_or(0), .authentic = authentic};
    }
    // At an alias' target silence may only mean that the server did not look there.
    if (name != question_.name && !negative_ttl) return {.status = Status::Pending};
    // RFC 2308 section 2.2: name servers without an SOA record refer to others, and say nothing of the name.
    if (!negative_ttl && refers()) return {.status = Status::ServFail};
    return {.status = Status::NoData, .ttl = negative_ttl.value_or(0), .authentic = authentic};
  }

  bool refers() const {
    return std::any_of(packet_.authorities.begin(), packet_.authorities.end(),
                       [](const Place& place) { return place.type == static_cast<std::uint16_t>(Type::NS); });
  }

  // The negative TTL from the SOA record of a zone that holds the name (RFC 2308 section 5).
  std::optional<std::uint32_t> soa_ttl(const Domain& name) const {
    for (const Place& place : packet_.authorities) {
      if (place.type != static_cast<std::uint16_t>(Type::SOA) || place.klass != wire::class_in) continue;
      if (place.owner && !name.is_within(*place.owner)) continue;
      const auto data = wire::read_rdata(Type::SOA, octets_, place.at, place.length);
      if (data) return std::min(place.ttl, std::get<Soa>(*data).minimum);
    }
    return std::nullopt;
  }

  std::string_view octets_;
  const Packet& packet_;
  const Question& question_;
  Status status_;
  std::unordered_map<Domain, Owner> owners_{};
};

}  // namespace

Reply read_reply(std::string_view packet, const Question& question, std::uint16_t id) {
  wire::Reader reader(packet);
  Packet parsed{.header = read_header(reader)};
  const Header& header = parsed.header;
  if (!reader.ok()) return only(Fit::Malformed, Status::Malformed, question);
  if ((header.flags & wire::flag_response) == 0 || header.id != id)
    return only(Fit::NotOurs, Status::Malformed, question);
  const bool is_query = (header.flags & 0x7800) == 0;
  if (!is_query || header.questions != 1) return only(Fit::Malformed, Status::Malformed, question);

  const wire::Name name = reader.name();
  const std::uint16_t type = reader.u16();
  const std::uint16_t klass = reader.u16();
  if (!reader.ok()) return only(Fit::Malformed, Status::Malformed, question);
  if (name.domain != question.name || type != static_cast<std::uint16_t>(question.type) || klass != wire::class_in) {
    return only(Fit::NotOurs, Status::Malformed, question);
  }
  if ((header.flags & wire::flag_truncated) != 0) return only(Fit::Truncated, Status::Malformed, question);

  Status status = status_of(header.flags & 0x000F);
  if (status == Status::ServFail || status == Status::Refused) return only(Fit::Answers, status, question);
  if (!read_sections(reader, parsed)) return only(Fit::Malformed, Status::Malformed, question);
  if (parsed.extended_rcode != 0) return only(Fit::Answers, Status::ServFail, question);

  Reply reply{Fit::Answers, status, {}};
  if (!Chain(packet, parsed, question, status).follow(reply.facts)) {
    return only(Fit::Malformed, Status::Malformed, question);
  }
  reply.status = reply.facts.front().second.status;
  return reply;
}

}  // namespace alignmail::dns
