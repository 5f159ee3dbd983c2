// SPDX-License-Identifier: Apache-2.0
#include "run/bulk.hpp"

#include <malloc.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <exception>
#include <map>
#include <new>
#include <system_error>

namespace alignmail::run {
namespace {

// Where addresses are limited (RLIMIT_AS), stacks must not take what the messages need.
bool has_addresses_left() {
  constexpr std::size_t enough = 128U << 20;
  void* const probe = ::mmap(nullptr, enough, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (probe != MAP_FAILED) ::munmap(probe, enough);
  return probe != MAP_FAILED;
}

class Bulk {
 public:
  Bulk(Feed& feed, SharedSource& source, const Work& work, const BulkOptions& options)
      : feed_(feed),
        source_(source),
        work_(work),
        options_(options),
        jobs_(std::max<std::size_t>(options.jobs, 1)),
        most_threads_(jobs_ + options.most_parked),
        free_(jobs_) {}

  // False: there was no room for a single thread.
  bool run() {
    source_.set_pause({.begin = [this] { park(); }, .end = [this] { go_on(); }});
    bool has_begun = false;
    {
      const std::lock_guard lock(mutex_);
      while (threads_.size() < std::min(jobs_, most_threads_)) start_thread();
      has_begun = !threads_.empty();
    }
    // No thread is started once all are told to end, and none ends before.
    for (std::size_t i = 0;; ++i) {
      std::thread thread;
      {
        const std::lock_guard lock(mutex_);
        if (i == threads_.size()) break;
        thread = std::move(threads_[i]);
      }
      thread.join();
    }
    source_.set_pause({});
    if (fault_) std::rethrow_exception(fault_);
    return has_begun;
  }

 private:
  class HeldRight {
   public:
    explicit HeldRight(Bulk& bulk) : bulk_(bulk) { bulk_.take_right(); }
    ~HeldRight() { bulk_.give_right(); }
    HeldRight(const HeldRight&) = delete;
    HeldRight& operator=(const HeldRight&) = delete;

   private:
    Bulk& bulk_;
  };

  // Counts the threads that wait for a message: while there is one, no other is needed.
  class Feeding {
   public:
    explicit Feeding(Bulk& bulk) : bulk_(bulk) { count(1); }
    ~Feeding() { count(-1); }
    Feeding(const Feeding&) = delete;
    Feeding& operator=(const Feeding&) = delete;

   private:
    void count(int change) {
      const std::lock_guard lock(bulk_.mutex_);
      bulk_.feeding_ += change;
    }
    Bulk& bulk_;
  };

  // A user may have only so many threads (RLIMIT_NPROC, a container's pids.max), and each takes memory: where there
  // is no room for one more, those that there are go on. Under mutex_.
  void start_thread() noexcept {
    if (!threads_.empty() && !has_addresses_left()) {
      most_threads_ = threads_.size();
      return;
    }
    try {
      threads_.emplace_back([this] { work_off_all(); });
      ++awake_;
    } catch (const std::system_error&) {
      most_threads_ = threads_.size();
    } catch (const std::bad_alloc&) {
      most_threads_ = threads_.size();
    }
  }

  // One that rests, else a new one. Under mutex_.
  void call_thread() {
    if (resting_ > 0) {
      --resting_;
      ++called_;
      ++awake_;
      is_called_.notify_one();
    } else if (threads_.size() < most_threads_) {
      start_thread();
    }
  }

  // Threads that were started for others that waited, and are too many now, would hand each other the right to
  // compute again and again (2,110 changes of thread for 4,000 messages became 64): they rest until one is needed.
  void rest_unless_needed() {
    std::unique_lock lock(mutex_);
    if (awake_ <= jobs_ || ends_) return;
    --awake_;
    ++resting_;
    is_called_.wait(lock, [this] { return called_ > 0 || ends_; });
    if (called_ > 0) {
      --called_;
    } else {
      --resting_;
      ++awake_;
    }
  }

  void take_right() {
    std::unique_lock lock(mutex_);
    ++wanting_;
    has_right_.wait(lock, [this] { return free_ > 0; });
    --wanting_;
    --free_;
  }

  void give_right() {
    {
      const std::lock_guard lock(mutex_);
      ++free_;
    }
    has_right_.notify_one();
  }

  void park() {
    {
      const std::lock_guard lock(mutex_);
      ++free_;
      --awake_;
      if (wanting_ == 0 && feeding_ == 0 && !ends_) call_thread();
    }
    has_right_.notify_one();
  }

  void go_on() {
    {
      const std::lock_guard lock(mutex_);
      ++awake_;
    }
    take_right();
  }

  void work_off_all() {
    try {
      for (std::size_t most = 1; work_off(most);) rest_unless_needed();
    } catch (...) {
      const std::lock_guard lock(mutex_);
      if (!fault_) fault_ = std::current_exception();
      ends_ = true;
    }
    has_room_.notify_all();
    is_called_.notify_all();
  }

  struct Taken {
    std::vector<Item> items{};
    std::size_t number = 0;  // of the first
  };

  // So many messages at most; afterwards `most` is what is to be taken next time. False: there are no more.
  bool work_off(std::size_t& most) {
    constexpr std::chrono::milliseconds unnoticed{2};
    wait_for_room();
    const Taken taken = take(most);
    if (taken.items.empty()) return false;
    const HeldRight right(*this);
    const auto begin = std::chrono::steady_clock::now();
    std::size_t number = taken.number;
    for (Turn& turn : work_(taken.items, source_)) deliver(number++, std::move(turn));
    const bool was_quick = std::chrono::steady_clock::now() - begin < unnoticed;
    most = was_quick ? std::min(2 * most, options_.most_at_a_time) : 1;
    return true;
  }

  // Without a right to compute: a stream may let us wait for its next message, and the one at hand
  // must go on meanwhile.
  Taken take(std::size_t most) {
    const Feeding feeding(*this);
    const std::lock_guard one_at_a_time(feed_mutex_);
    Taken taken;
    {
      const std::lock_guard lock(mutex_);
      if (ends_) return taken;
    }
    do {
      auto item = feed_.next();
      if (!item) break;
      taken.items.push_back(*std::move(item));
    } while (taken.items.size() < most && feed_.is_at_hand());
    const std::lock_guard lock(mutex_);
    if (taken.items.empty()) ends_ = true;
    taken.number = taken_;
    taken_ += taken.items.size();
    return taken;
  }

  void wait_for_room() {
    std::unique_lock lock(mutex_);
    has_room_.wait(lock, [this] { return ends_ || taken_ - given_ < options_.window; });
  }

  // Whoever closes the gap gives out all that waited behind it.
  void deliver(std::size_t number, Turn turn) {
    std::unique_lock lock(mutex_);
    ready_.emplace(number, std::move(turn));
    if (gives_) return;
    gives_ = true;
    for (auto next = ready_.find(given_); next != ready_.end(); next = ready_.find(given_)) {
      const Turn at_hand = std::move(next->second);
      ready_.erase(next);
      lock.unlock();
      const bool goes_on = broken_ || at_hand();
      lock.lock();
      ++given_;
      if (!goes_on) ends_ = broken_ = true;
      if (taken_ - given_ < options_.window) has_room_.notify_all();
    }
    gives_ = false;
  }

  Feed& feed_;
  SharedSource& source_;
  const Work& work_;
  const BulkOptions& options_;

  std::mutex feed_mutex_;  // before mutex_ where both are held
  std::mutex mutex_;
  std::condition_variable has_right_;
  std::condition_variable has_room_;
  std::condition_variable is_called_;
  std::size_t jobs_;
  std::size_t most_threads_;
  std::size_t free_;         // rights to compute
  std::size_t awake_ = 0;    // threads that neither rest nor wait for answers
  std::size_t resting_ = 0;  // and may be called
  std::size_t called_ = 0;   // and have not noticed yet
  std::size_t wanting_ = 0;  // threads that wait for one
  int feeding_ = 0;          // threads that wait for a message
  std::vector<std::thread> threads_;
  std::map<std::size_t, Turn> ready_;
  std::size_t taken_ = 0;
  std::size_t given_ = 0;
  bool gives_ = false;  // a thread is giving out reports
  bool ends_ = false;
  bool broken_ = false;  // the output took nothing more; written by the giving thread, under mutex_
  std::exception_ptr fault_;
};

}  // namespace

Result<void> run_bulk(Feed& feed, SharedSource& source, const Work& work, const BulkOptions& options) {
  // Else every parked message keeps a heap of its own, for which 64 MiB of addresses are set aside.
  rlimit addresses{};
  const bool are_limited = ::getrlimit(RLIMIT_AS, &addresses) == 0 && addresses.rlim_cur != RLIM_INFINITY;
  ::mallopt(M_ARENA_MAX, are_limited ? 1 : 2 * static_cast<int>(std::min<std::size_t>(options.jobs, 64)) + 1);
  const bool has_begun = source.can_answer() && Bulk(feed, source, work, options).run();
  if (has_begun) return {};
  return failure(Error::Kind::Internal,
                 "no thread can be started: let this user have more of them (ulimit -u), or more memory (ulimit -v)");
}

std::size_t usable_cores() {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (::sched_getaffinity(0, sizeof set, &set) != 0) return std::max(1U, std::thread::hardware_concurrency());
  return static_cast<std::size_t>(std::max(CPU_COUNT(&set), 1));
}

}  // namespace alignmail::run
