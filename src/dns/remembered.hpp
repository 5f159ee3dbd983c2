// SPDX-License-Identifier: Apache-2.0
// What followed lately from answers of DNS: messages of one domain ask the same again and again.
//
// Kept beside each value are the facts that were read to make it. It serves again only for an inquiry that would
// read the very same facts, which is tried each time, one after the other: a fact is shared by address and never
// changes (dns::SharedFact), so an answer that ran out, came anew or is laid over by a layer cannot be overlooked. The
// key, or else `serves`, must tell everything else apart that `make` reads.
//
// Each thread keeps its own, so nothing is locked; when one is full it starts anew.
#pragma once

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "alignmail/dns.hpp"

namespace alignmail::dns {

template <class Value>
class Remembered {
 public:
  explicit Remembered(std::size_t most = 64) : most_(most) {}

  // What `make()` gave for this key and these facts, now or before. `serves(value)`: whether a value, also one
  // that was just made, may stand for what this caller asks.
  template <class Make, class Serves>
  std::shared_ptr<const Value> find(const std::string& key, Inquiry& inquiry, const Make& make, const Serves& serves) {
    const auto known = entries_.find(key);
    const bool is_same =
        known != entries_.end() && serves(*known->second.value) && inquiry.reads_same(known->second.facts);
    if (is_same) return known->second.value;
    const Inquiry::Course before = inquiry.course();
    auto value = std::make_shared<const Value>(make());
    auto facts = inquiry.read_since(before);
    if (!facts || key.size() > longest || !serves(*value)) return value;
    if (entries_.size() >= most_ && known == entries_.end()) entries_.clear();
    entries_.insert_or_assign(key, Entry{*std::move(facts), value});
    return value;
  }

  template <class Make>
  std::shared_ptr<const Value> find(const std::string& key, Inquiry& inquiry, const Make& make) {
    return find(key, inquiry, make, [](const Value&) { return true; });
  }

 private:
  static constexpr std::size_t longest = 4096;

  struct Entry {
    std::vector<SharedFact> facts{};
    std::shared_ptr<const Value> value{};
  };
  std::size_t most_;
  std::unordered_map<std::string, Entry> entries_{};
};

}  // namespace alignmail::dns
