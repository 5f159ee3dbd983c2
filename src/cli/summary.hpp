// SPDX-License-Identifier: Apache-2.0
// What many messages came to, taken together.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "run/driver.hpp"

namespace alignmail::cli {

class Summary {
 public:
  // What is kept of a message, little as it is: many may wait for their turn.
  struct Entry {
    dmarc::Outcome verdict{};
    std::string domain{};
    std::map<const findings::Rule*, findings::Severity> found{};  // the worst of each
    std::optional<std::chrono::sys_seconds> seen{};
  };
  static Entry entry_of(const run::Outcome& outcome);
  void add(const Entry& entry);
  void add_unreadable() { ++unreadable_; }
  std::size_t seen() const { return messages_ + unreadable_; }
  std::string text(const std::string& note) const;  // of how DNS was seen; may be empty

 private:
  struct Domain {
    std::size_t messages = 0;
    std::size_t passed = 0;
  };
  struct FindingCount {
    const findings::Rule* rule = nullptr;
    findings::Severity worst = findings::Severity::Info;  // that was found, which may not be the rule's own
    std::size_t messages = 0;
  };

  std::size_t messages_ = 0;
  std::size_t unreadable_ = 0;
  std::map<dmarc::Outcome, std::size_t> verdicts_{};
  std::map<std::string, Domain> domains_{};
  std::map<std::string_view, FindingCount> findings_{};  // by id
  std::optional<std::chrono::sys_seconds> first_{};
  std::optional<std::chrono::sys_seconds> last_{};
};

}  // namespace alignmail::cli
