// SPDX-License-Identifier: Apache-2.0
// What was made of a text lately: records of DNS come again with every message of a mailbox.
//
// For pure functions of a text only. Each thread keeps its own, so nothing is locked; when one is full it starts anew.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

namespace alignmail {

template <class Value>
class Recent {
 public:
  // What `make()` gave for this text, now or before.
  template <class Make>
  std::shared_ptr<const Value> find(std::string_view text, const Make& make) {
    // A key of one's own would be another allocation for each look.
    const auto found = values_.find(text);
    if (found != values_.end()) return found->second.value;
    if (text.size() > longest) return std::make_shared<const Value>(make());
    if (values_.size() >= most) values_.clear();
    Entry entry{std::make_unique<const std::string>(text), std::make_shared<const Value>(make())};
    const std::string_view key = *entry.text;
    return values_.emplace(key, std::move(entry)).first->second.value;
  }  // NOLINT(clang-analyzer-cplusplus.NewDeleteLeaks): the map owns what was made

 private:
  static constexpr std::size_t most = 256;
  static constexpr std::size_t longest = 4096;  // with `most` it bounds the memory

  struct Entry {
    std::unique_ptr<const std::string> text;
    std::shared_ptr<const Value> value;
  };
  std::unordered_map<std::string_view, Entry> values_{};
};

}  // namespace alignmail
