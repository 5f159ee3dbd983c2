// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "alignmail/dns.hpp"
#include "base/ascii.hpp"
#include "base/limits.hpp"

namespace alignmail::dns {
namespace {

// Not copied: of each text record that would be three allocations for each message.
SharedList<RecordData> records_of(const SharedFact& fact) {
  return SharedList(std::shared_ptr<const std::vector<RecordData>>(fact, &fact->fact.records));
}

}  // namespace

void Layer::set(const Domain& name, Type type, std::vector<RecordData> records) {
  nodes_[name][type] = std::move(records);
}

void Layer::add(const Domain& name, Type type, RecordData record) { nodes_[name][type].push_back(std::move(record)); }

bool Layer::names(const Domain& name) const {
  const auto node = nodes_.find(name);
  return node != nodes_.end() &&
         std::any_of(node->second.begin(), node->second.end(), [](const auto& set) { return !set.second.empty(); });
}

std::vector<Question> Layer::questions() const {
  std::vector<Question> all;
  for (const auto& [name, sets] : nodes_) {
    for (const auto& set : sets) all.push_back({name, set.first});
  }
  return all;
}

void Layer::watch() { watch_ = std::make_shared<Watch>(); }

void Layer::note(const Domain& name, Type type) const {
  if (!watch_) return;
  const std::lock_guard lock(watch_->mutex);
  watch_->asked.insert({name, type});
}

std::vector<Question> Layer::unasked() const {
  std::vector<Question> left = questions();
  if (!watch_) return left;
  const std::lock_guard lock(watch_->mutex);
  std::erase_if(left, [&](const Question& question) { return watch_->asked.contains(question); });
  return left;
}

std::optional<Fact> Layer::find(const Question& question) const {
  const auto node = nodes_.find(question.name);
  if (node == nodes_.end()) return std::nullopt;
  const auto alias = node->second.find(Type::CNAME);
  Fact fact{.status = Status::Found, .ttl = 300, .server = "overlay"};
  // An alias replaces the whole name (RFC 1034 section 3.6.2: nothing may stand beside it).
  if (alias != node->second.end() && !alias->second.empty() && question.type != Type::CNAME) {
    fact.alias = std::get<Domain>(alias->second.front());
    note(question.name, Type::CNAME);
    return fact;
  }
  const auto set = node->second.find(question.type);
  if (set == node->second.end()) return std::nullopt;
  note(question.name, question.type);
  fact.records = set->second;
  if (fact.records.empty()) fact.status = Status::NoData;
  return fact;
}

SharedFact pin(Question question, Fact fact) {
  auto& records = fact.records;
  if (question.type == Type::TXT && records.size() > limits::txt_records) {
    // Their order means nothing. Those that say what they are ("v=spf1", "v=DMARC1") are what is looked for; of tokens
    // to prove who owns a domain there may be any number.
    std::stable_partition(records.begin(), records.end(), [](const RecordData& record) {
      const auto* text = std::get_if<Txt>(&record);
      return text != nullptr && ascii::istarts_with(ascii::trim(text->joined()), "v=");
    });
    records.resize(limits::txt_records + 1);
  }
  const std::size_t hash = std::hash<Question>{}(question);
  return std::make_shared<const Pinned>(Pinned{std::move(question), std::move(fact), hash});
}

void Facts::put(const Question& question, Fact fact) {
  if (!look(question)) put(pin(question, std::move(fact)));
}

void Facts::put(SharedFact fact) {
  if (2 * (order_.size() + 1) > slots_.size()) grow();
  std::uint32_t& slot = slots_[slot_of(Asked(*fact))];
  if (slot != 0) return;
  order_.push_back(std::move(fact));
  slot = static_cast<std::uint32_t>(order_.size());
}

// Where the question stands or would stand.
std::size_t Facts::slot_of(const Asked& asked) const {
  const std::size_t mask = slots_.size() - 1;
  std::size_t slot = asked.hash() & mask;
  while (slots_[slot] != 0 && !asked.is_answered_by(*order_[slots_[slot] - 1])) slot = (slot + 1) & mask;
  return slot;
}

void Facts::grow() {
  slots_.assign(std::max<std::size_t>(64, 2 * slots_.size()), 0);
  order_.reserve(slots_.size() / 2);
  for (std::size_t i = 0; i < order_.size(); ++i) {
    slots_[slot_of(Asked(*order_[i]))] = static_cast<std::uint32_t>(i + 1);
  }
}

std::optional<std::size_t> Facts::look(const Asked& asked) const {
  if (slots_.empty()) return std::nullopt;
  const std::uint32_t place = slots_[slot_of(asked)];
  return place == 0 ? std::nullopt : std::optional<std::size_t>(place - 1);
}

std::optional<std::size_t> Facts::place_of(const Asked& asked) const {
  const auto place = look(asked);
  if (place || !known_) return place;
  // To a reader nothing changes, and what changes is mutable.
  known_(asked, const_cast<Facts&>(*this));
  return look(asked);
}

const Fact* Facts::find(const Asked& asked) const {
  const auto place = place_of(asked);
  return place ? &order_[*place]->fact : nullptr;
}

void Inquiry::want(const Asked& asked, Need need) {
  const auto known = std::find_if(wanted_.begin(), wanted_.end(), [&](const Wanted& w) {
    return w.question.type == asked.type() && w.question.name == asked.name();
  });
  if (known == wanted_.end()) {
    wanted_.push_back({asked, need});
  } else if (need == Need::Needed) {
    known->need = need;
  }
}

void Inquiry::join(const Inquiry& other) {
  misses_ += other.misses_;
  for (const Wanted& wanted : other.wanted_) want(wanted.question, wanted.need);
}

void Inquiry::note_read(std::size_t place) {
  constexpr std::size_t usual = 64;
  if (reads_.empty()) reads_.reserve(usual);
  reads_.push_back(place);
}

const Fact* Inquiry::hop(const Asked& asked, Need need, Fact& made) {
  const auto is_named = [&](const Layer* layer) { return layer->names(asked.name()); };
  for (const Layer* layer : layers_) {
    if (auto fact = layer->find(asked)) {
      made = *std::move(fact);
      return &made;
    }
  }
  const auto place = facts_.place_of(asked);
  if (!place) {
    ++misses_;
    want(asked, need);
    return nullptr;
  }
  note_read(*place);
  const Fact* fact = &facts_.order()[*place]->fact;
  if (fact->status == Status::NxDomain && std::any_of(layers_.begin(), layers_.end(), is_named)) {
    made = *fact;
    made.status = Status::NoData;
    return &made;
  }
  return fact;
}

std::optional<Fact> Inquiry::look(const Domain& name, Type type, Need need) {
  Fact made;
  const Fact* fact = hop({name, type}, need, made);
  return fact == nullptr ? std::nullopt : std::optional(*fact);
}

Answer Inquiry::ask(const Domain& name, Type type, Need need) {
  Answer answer;
  Asked asked(name, type);
  Fact made;
  answer.authentic = true;
  answer.ttl = UINT32_MAX;
  while (true) {
    const Fact* fact = hop(asked, need, made);
    if (fact == nullptr) return Answer{};
    answer.authentic = answer.authentic && fact->authentic;
    answer.ttl = std::min(answer.ttl, fact->ttl);
    answer.status = fact->status;
    if (!fact->alias) {
      answer.records = fact == &made ? SharedList(std::move(made.records)) : records_of(facts_.order()[reads_.back()]);
      return answer;
    }
    const bool seen =
        *fact->alias == name || std::find(answer.chain.begin(), answer.chain.end(), *fact->alias) != answer.chain.end();
    answer.chain.push_back(*fact->alias);
    if (seen || answer.chain.size() > limits::alias_chain) {
      answer.status = Status::Malformed;
      answer.chain_loops = true;
      return answer;
    }
    asked = Asked(answer.chain.back(), type);
  }
}

std::optional<std::vector<SharedFact>> Inquiry::read_since(const Course& before) const {
  if (!layers_.empty() || misses_ != before.misses) return std::nullopt;
  std::vector<SharedFact> facts;
  std::vector<bool> seen(facts_.order().size());
  for (std::size_t i = before.reads; i < reads_.size(); ++i) {
    if (!seen[reads_[i]]) facts.push_back(facts_.order()[reads_[i]]);
    seen[reads_[i]] = true;
  }
  return facts;
}

bool Inquiry::reads_same(std::span<const SharedFact> facts) {
  if (!layers_.empty()) return false;
  for (const SharedFact& fact : facts) {
    const auto place = facts_.place_of(Asked(*fact));
    if (!place || facts_.order()[*place] != fact) return false;
    note_read(*place);
  }
  return true;
}

bool Inquiry::has_pending_need() const {
  return std::any_of(wanted_.begin(), wanted_.end(), [](const Wanted& w) { return w.need == Need::Needed; });
}

}  // namespace alignmail::dns
