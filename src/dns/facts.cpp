// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "alignmail/dns.hpp"
#include "base/limits.hpp"

namespace alignmail::dns {

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

void Facts::put(const Question& question, Fact fact) {
  const auto [place, is_new] = facts_.try_emplace(question);
  if (!is_new) return;
  place->second = std::move(fact);
  order_.push_back(question);
  // One beyond the ceiling is kept, so that whoever looks can tell that it was reached.
  auto& records = place->second.records;
  if (question.type == Type::TXT && records.size() > limits::txt_records) records.resize(limits::txt_records + 1);
}

const Fact* Facts::find(const Question& question) const {
  auto found = facts_.find(question);
  if (found == facts_.end() && known_) {
    // To a reader nothing changes: what is known is pinned when it is first looked for.
    known_(question, const_cast<Facts&>(*this));
    found = facts_.find(question);
  }
  return found == facts_.end() ? nullptr : &found->second;
}

void Inquiry::want(const Question& question, Need need) {
  const auto known =
      std::find_if(wanted_.begin(), wanted_.end(), [&](const Wanted& w) { return w.question == question; });
  if (known == wanted_.end()) {
    wanted_.push_back({question, need});
  } else if (need == Need::Needed) {
    known->need = need;
  }
}

void Inquiry::join(const Inquiry& other) {
  for (const Wanted& wanted : other.wanted_) want(wanted.question, wanted.need);
}

const Fact* Inquiry::hop(const Question& question, Need need, Fact& made) {
  const auto is_named = [&](const Layer* layer) { return layer->names(question.name); };
  for (const Layer* layer : layers_) {
    if (auto fact = layer->find(question)) {
      made = *std::move(fact);
      return &made;
    }
  }
  const Fact* fact = facts_.find(question);
  if (fact == nullptr) {
    want(question, need);
  } else if (fact->status == Status::NxDomain && std::any_of(layers_.begin(), layers_.end(), is_named)) {
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
  Question question{name, type};
  Fact made;
  answer.authentic = true;
  answer.ttl = UINT32_MAX;
  while (true) {
    const Fact* fact = hop(question, need, made);
    if (fact == nullptr) return Answer{};
    answer.authentic = answer.authentic && fact->authentic;
    answer.ttl = std::min(answer.ttl, fact->ttl);
    answer.status = fact->status;
    if (!fact->alias) {
      answer.records = fact->records;
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
    question.name = answer.chain.back();
  }
}

bool Inquiry::has_pending_need() const {
  return std::any_of(wanted_.begin(), wanted_.end(), [](const Wanted& w) { return w.need == Need::Needed; });
}

}  // namespace alignmail::dns
