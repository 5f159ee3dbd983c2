// SPDX-License-Identifier: Apache-2.0
// One source of answers for many messages at once.
//
// What the cache knows costs no waiting. The rest goes into one queue, first come, first served,
// so that no message can starve another; each question is in flight once, whoever wants it. A
// few threads take a share of the queue each, so that a server which does not answer holds up
// that share alone; all shares together are what may be in flight.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <thread>
#include <unordered_set>
#include <vector>

#include "alignmail/dns_source.hpp"
#include "run/answer_cache.hpp"

namespace alignmail::run {

class SharedSource : public dns::Source {
 public:
  // Around a fetch that has to wait: gives up the right to compute, and takes it again.
  struct Pause {
    std::function<void()> begin = [] {};
    std::function<void()> end = [] {};
  };

  // One thread for each source, or as many as the system gives. An empty cache may be filled before.
  SharedSource(std::vector<std::unique_ptr<dns::Source>> sources, AnswerCache& cache);
  ~SharedSource() override;
  SharedSource(const SharedSource&) = delete;
  SharedSource& operator=(const SharedSource&) = delete;

  // Whether there is a thread that asks; without one every fetch waits for its deadline.
  bool can_answer() const { return !threads_.empty(); }

  // From any thread.
  void fetch(std::span<const dns::Question> wanted, std::chrono::steady_clock::time_point deadline,
             dns::Facts& facts) override;
  dns::Facts::Known known() override;
  void set_pause(Pause pause) { pause_ = std::move(pause); }

 private:
  void serve(dns::Source& source);
  std::vector<dns::Question> take_share();
  static AnswerCache::Time now();

  AnswerCache& cache_;
  Pause pause_{};
  std::mutex mutex_;
  std::condition_variable has_work_;
  std::condition_variable has_answers_;
  std::deque<dns::Question> queue_;
  std::unordered_set<dns::Question> open_;                  // in the queue or in flight
  std::unordered_map<dns::Question, dns::Facts> answers_;   // while somebody waits for them
  std::unordered_map<dns::Question, std::size_t> waiting_;  // how many messages wait for it
  bool stops_ = false;
  std::vector<std::unique_ptr<dns::Source>> sources_;
  std::vector<std::thread> threads_;
};

}  // namespace alignmail::run
