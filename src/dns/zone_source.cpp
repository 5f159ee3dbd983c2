// SPDX-License-Identifier: Apache-2.0
// Names are looked up as RFC 4592 section 3.3.1 has it: the name itself; else its closest
// encloser, the longest ancestor that exists, and the wildcard right below that one. A name
// exists when it or anything below it holds records, so an empty non-terminal ends the search.
#include "dns/zone_source.hpp"

#include <algorithm>

#include "base/limits.hpp"
#include "dns/file.hpp"

namespace alignmail::dns {
namespace {

constexpr std::uint32_t negative_ttl = 300;  // ours: a zone file need not have an SOA record
constexpr std::uint16_t any_type = 0;

Fact negative(Status status) { return {.status = status, .ttl = negative_ttl, .server = "zone"}; }

}  // namespace

std::size_t ZoneSource::FaultHash::operator()(const std::pair<std::string, std::uint16_t>& key) const noexcept {
  return std::hash<std::string>{}(key.first) * 31 + key.second;
}

const ZoneSource::RecordSet* ZoneSource::Node::find(Type type) const {
  const auto found = std::find_if(sets.begin(), sets.end(), [&](const RecordSet& set) { return set.type == type; });
  return found == sets.end() ? nullptr : &*found;
}

Result<std::unique_ptr<ZoneSource>> ZoneSource::from_file(const std::string& path) {
  const auto text = read_file(path);
  if (!text) return tl::unexpected(text.error());
  return from_text(*text, path);
}

Result<std::unique_ptr<ZoneSource>> ZoneSource::from_text(std::string_view text, std::string_view file) {
  auto parsed = parse_master_file(text, file);
  if (!parsed) return tl::unexpected(parsed.error());
  auto zone = std::make_unique<ZoneSource>();
  for (MasterRecord& record : parsed->records) zone->add(std::move(record));
  for (const Domain& name : parsed->other_names) zone->make_node(name);
  for (const MasterFault& fault : parsed->faults) zone->add_fault(fault);
  return zone;
}

ZoneSource::Node& ZoneSource::make_node(const Domain& name) {
  const auto [place, is_new] = nodes_.try_emplace(name);
  // Ancestors exist from the first descendant on.
  for (Domain above = name; is_new && above.label_count() > 1;) {
    above = above.parent();
    if (!nodes_.try_emplace(above).second) break;
  }
  return nodes_.at(name);
}

void ZoneSource::add(MasterRecord record) {
  Node& node = make_node(record.name);
  auto set =
      std::find_if(node.sets.begin(), node.sets.end(), [&](const RecordSet& s) { return s.type == record.type; });
  if (set == node.sets.end()) set = node.sets.insert(set, RecordSet{record.type, record.ttl, {}});
  set->ttl = std::min(set->ttl, record.ttl);  // RFC 2181 section 5.2: one TTL for the set
  // RFC 2181 section 5: a set holds no record twice.
  if (std::find(set->records.begin(), set->records.end(), record.data) == set->records.end()) {
    set->records.push_back(std::move(record.data));
  }
}

void ZoneSource::add_fault(const MasterFault& fault) {
  std::string name = fault.below ? "*" : "";
  if (fault.name) name += (fault.below ? "." : "") + fault.name->text();
  faults_[{std::move(name), fault.type ? static_cast<std::uint16_t>(*fault.type) : any_type}] = fault.status;
}

const Status* ZoneSource::fault_at(const std::string& name, Type type) const {
  if (faults_.empty()) return nullptr;
  for (const std::uint16_t key : {static_cast<std::uint16_t>(type), any_type}) {
    const auto found = faults_.find({name, key});
    if (found != faults_.end()) return &found->second;
  }
  return nullptr;
}

const Status* ZoneSource::fault_above(const Domain& name, Type type) const {
  if (faults_.empty()) return nullptr;
  for (Domain above = name; above.label_count() > 1;) {
    above = above.parent();
    if (const Status* fault = fault_at("*." + above.text(), type)) return fault;
  }
  return fault_at("*", type);
}

const ZoneSource::Node* ZoneSource::wildcard_for(const Domain& name) const {
  std::string wildcard = "*";
  for (Domain above = name; above.label_count() > 1;) {
    above = above.parent();
    if (!nodes_.contains(above)) continue;
    wildcard += "." + above.text();
    break;
  }
  const auto parsed = Domain::parse_escaped(wildcard);
  const auto found = parsed ? nodes_.find(*parsed) : nodes_.end();
  return found == nodes_.end() ? nullptr : &found->second;
}

Fact ZoneSource::answer(const Question& question) const {
  // In this order: a fault of the name itself, records, a fault of the names above, a wildcard.
  if (const Status* fault = fault_at(question.name.text(), question.type)) return negative(*fault);
  const auto own = nodes_.find(question.name);
  const Node* node = own == nodes_.end() ? nullptr : &own->second;
  const auto read = [&](const Node& from) -> std::optional<Fact> {
    const RecordSet* set = from.find(question.type);
    if (set != nullptr) {
      return Fact{.status = Status::Found, .records = set->records, .ttl = set->ttl, .server = "zone"};
    }
    const RecordSet* alias = from.find(Type::CNAME);
    if (alias == nullptr) return std::nullopt;
    return Fact{.status = Status::Found,
                .alias = std::get<Domain>(alias->records.front()),
                .ttl = alias->ttl,
                .server = "zone"};
  };
  if (node != nullptr) {
    if (auto fact = read(*node)) return *fact;
  }
  if (const Status* fault = fault_above(question.name, question.type)) return negative(*fault);
  if (node == nullptr) {
    node = wildcard_for(question.name);
    if (node == nullptr) return negative(Status::NxDomain);
    if (auto fact = read(*node)) return *fact;
  }
  return negative(Status::NoData);
}

void ZoneSource::fetch(std::span<const Question> wanted, std::chrono::steady_clock::time_point, Facts& facts) {
  for (Question question : wanted) {
    // The whole chain at once, as a server does that holds all of it.
    for (std::size_t hops = 0; hops <= limits::alias_chain; ++hops) {
      Fact fact = answer(question);
      const auto alias = fact.alias;
      facts.put(question, std::move(fact));
      if (!alias) break;
      question.name = *alias;
    }
  }
}

}  // namespace alignmail::dns
