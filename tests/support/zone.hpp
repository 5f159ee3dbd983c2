// SPDX-License-Identifier: Apache-2.0
// DNS for tests of the protocols: a master file in the test itself, and the driver's rounds.
#pragma once

#include <stdexcept>
#include <string_view>
#include <utility>
#include <vector>

#include "alignmail/dns_source.hpp"
#include "dns/zone_source.hpp"
#include "support/outdent.hpp"

namespace support {

// Zone zone(R"(
//   example.com. TXT "v=spf1 -all"
//   ;! bad.example.com. TXT TIMEOUT
// )");                                  // lines may be indented when each one names its owner
// const auto verdict = zone.settle([&](dns::Inquiry& inquiry) { return spf::check_host(request, inquiry); });
class Zone {
 public:
  explicit Zone(std::string_view text) {
    auto source = alignmail::dns::ZoneSource::from_text(outdented(text), "zone");
    if (!source) throw std::runtime_error(source.error().what);
    source_ = std::move(*source);
  }

  // Judges in rounds until nothing is wanted, at most 40 times; the last result. Every call
  // starts without facts. Layers are laid over the zone, first to last.
  template <class F>
  auto settle(F judge, std::vector<const alignmail::dns::Layer*> layers = {}) {
    facts_ = {};
    questions_.clear();
    for (rounds_ = 0;; ++rounds_) {
      alignmail::dns::Inquiry inquiry(facts_, layers);
      auto result = judge(inquiry);
      if (inquiry.wanted().empty() || rounds_ == 40) return result;
      std::vector<alignmail::dns::Question> round;
      for (const auto& wanted : inquiry.wanted()) round.push_back(wanted.question);
      source_->fetch(round, std::chrono::steady_clock::time_point::max(), facts_);
      questions_.insert(questions_.end(), round.begin(), round.end());
    }
  }

  // Of the last settle(): how often questions were sent, which ones in what order, what came back.
  int rounds() const { return rounds_; }
  const std::vector<alignmail::dns::Question>& questions() const { return questions_; }
  const alignmail::dns::Facts& facts() const { return facts_; }
  alignmail::dns::Source& source() { return *source_; }

 private:
  std::unique_ptr<alignmail::dns::ZoneSource> source_;
  alignmail::dns::Facts facts_;
  std::vector<alignmail::dns::Question> questions_;
  int rounds_ = 0;
};

}  // namespace support
