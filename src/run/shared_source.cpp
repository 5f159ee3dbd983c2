// SPDX-License-Identifier: Apache-2.0
#include "run/shared_source.hpp"

#include <algorithm>
#include <new>
#include <system_error>

#include "base/limits.hpp"

namespace alignmail::run {
namespace {

using dns::Question;

constexpr std::size_t most_in_flight = 200;      // of all messages: beyond it servers' buffers overflow
constexpr std::chrono::seconds for_a_share{20};  // beyond it what is open counts as unanswered

}  // namespace

SharedSource::SharedSource(std::vector<std::unique_ptr<dns::Source>> sources, AnswerCache& cache)
    : cache_(cache), sources_(std::move(sources)) {
  threads_.reserve(sources_.size());
  try {
    for (const auto& source : sources_) threads_.emplace_back([this, &source] { serve(*source); });
  } catch (const std::system_error&) {  // those that there are ask for all
  } catch (const std::bad_alloc&) {
  }
}

SharedSource::~SharedSource() {
  {
    const std::lock_guard lock(mutex_);
    stops_ = true;
  }
  has_work_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

AnswerCache::Time SharedSource::now() {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

// As many as may be asked for one message, so that a warm cache lifts no ceiling.
dns::Facts::Known SharedSource::known() {
  return [this, time = now()](const dns::Asked& asked, dns::Facts& facts) {
    if (facts.order().size() < limits::questions) (void)cache_.find(asked, time, facts);
  };
}

void SharedSource::fetch(std::span<const Question> wanted, std::chrono::steady_clock::time_point deadline,
                         dns::Facts& facts) {
  std::vector<Question> missing;
  for (const Question& question : wanted) {
    if (!cache_.find(question, now(), facts)) missing.push_back(question);
  }
  if (missing.empty()) return;
  pause_.begin();
  {
    std::unique_lock lock(mutex_);
    // What came in since then went into the cache before it left open_.
    std::erase_if(missing, [&](const Question& question) {
      return !open_.contains(question) && cache_.find(question, now(), facts);
    });
    for (const Question& question : missing) {
      ++waiting_[question];
      if (answers_.contains(question) || !open_.insert(question).second) continue;
      queue_.push_back(question);
      has_work_.notify_one();
    }
    const auto is_answered = [&] {
      return std::all_of(missing.begin(), missing.end(), [&](const Question& q) { return answers_.contains(q); });
    };
    has_answers_.wait_until(lock, deadline, is_answered);
    for (const Question& question : missing) {
      const auto answer = answers_.find(question);
      if (answer != answers_.end()) {
        for (const dns::SharedFact& hop : answer->second.order()) facts.put(hop);
      }
      facts.put(question, {.status = dns::Status::NotAsked});  // stays away where there is an answer
      if (--waiting_[question] > 0) continue;
      waiting_.erase(question);
      answers_.erase(question);
    }
  }
  pause_.end();
}

std::vector<Question> SharedSource::take_share() {
  const std::size_t most = std::max<std::size_t>(most_in_flight / std::max<std::size_t>(sources_.size(), 1), 1);
  std::unique_lock lock(mutex_);
  has_work_.wait(lock, [this] { return stops_ || !queue_.empty(); });
  std::vector<Question> share;
  if (stops_) return share;
  while (!queue_.empty() && share.size() < most) {
    share.push_back(std::move(queue_.front()));
    queue_.pop_front();
  }
  return share;
}

void SharedSource::serve(dns::Source& source) {
  while (true) {
    const std::vector<Question> share = take_share();
    if (share.empty()) return;
    dns::Facts facts;
    source.fetch(share, std::chrono::steady_clock::now() + for_a_share, facts);
    for (const dns::SharedFact& pinned : facts.order()) cache_.put(pinned->question, pinned->fact, now());
    const std::lock_guard lock(mutex_);
    for (const Question& question : share) {
      open_.erase(question);
      if (!waiting_.contains(question)) continue;  // whoever wanted it had no more time
      dns::Facts answer;
      Question hop = question;
      for (std::size_t hops = 0; hops <= limits::alias_chain + 1; ++hops) {
        const dns::Fact* fact = facts.find(hop);
        if (fact == nullptr) break;
        answer.put(hop, *fact);
        if (!fact->alias) break;
        hop.name = *fact->alias;
      }
      answers_.insert_or_assign(question, std::move(answer));
    }
    has_answers_.notify_all();
  }
}

}  // namespace alignmail::run
