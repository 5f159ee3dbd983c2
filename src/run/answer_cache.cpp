// SPDX-License-Identifier: Apache-2.0
#include "run/answer_cache.hpp"

#include <algorithm>
#include <atomic>

#include "base/ascii.hpp"
#include "base/limits.hpp"
#include "dns/recording.hpp"

namespace alignmail::run {
namespace {

using dns::Fact;
using dns::Question;
using std::chrono::seconds;

constexpr std::uint32_t longest_ttl = 86'400;  // ours: a record that claims more is asked for once a day
constexpr std::uint32_t failure_ttl = 30;      // RFC 2308 section 7 allows five minutes
constexpr std::string_view first_line = "alignmail-dns-cache 1 ";

std::uint32_t ttl_of(const Fact& fact) {
  if (dns::is_answer(fact.status)) return std::min(fact.ttl, longest_ttl);
  return dns::is_temporary(fact.status) ? failure_ttl : 0;
}

}  // namespace

// What a thread was told in this second, for its TTL is what is left. All messages of the second share it (copies
// were 20,000 instructions of 4 KB), and what followed from it can be remembered. Each thread has its own, for
// counting who shares it would take its place in memory from one core to the other again and again.
struct AnswerCache::Told {
  static constexpr std::size_t most = 4096;  // beyond it a thread makes copies, which bounds the memory

  std::uint64_t cache = 0;  // that told it
  Time second{};
  dns::Facts facts{};

  static Told& of(std::uint64_t cache, Time now) {
    thread_local Told told;
    if (told.cache != cache || told.second != now) {
      told.facts = {};
      told.cache = cache;
      told.second = now;
    }
    return told;
  }
};

AnswerCache::AnswerCache(std::size_t most_entries) : most_entries_(most_entries) {
  static std::atomic<std::uint64_t> made = 0;
  number_ = ++made;
}

dns::SharedFact AnswerCache::tell(const dns::Asked& asked, Time now) {
  Told& told = Told::of(number_, now);
  if (const auto known = told.facts.place_of(asked)) return told.facts.order()[*known];
  const Question question = asked;
  dns::SharedFact fact;
  Time expires;
  {
    const std::lock_guard lock(mutex_);
    const auto entry = entries_.find(question);
    if (entry == entries_.end() || entry->second.expires <= now) return nullptr;
    fact = entry->second.fact;
    expires = entry->second.expires;
  }
  Fact aged = fact->fact;
  if (dns::is_answer(aged.status)) aged.ttl = std::min(aged.ttl, static_cast<std::uint32_t>((expires - now).count()));
  aged.milliseconds.reset();
  fact = dns::pin(question, std::move(aged));
  if (told.facts.order().size() < Told::most) told.facts.put(fact);
  return fact;
}

bool AnswerCache::find(const dns::Asked& asked, Time now, dns::Facts& facts) {
  dns::Asked wanted = asked;
  dns::SharedFact hop;  // holds the name that is wanted next
  for (std::size_t hops = 0; hops <= limits::alias_chain + 1; ++hops) {
    dns::SharedFact fact = tell(wanted, now);
    if (!fact) return false;
    const bool goes_on = fact->fact.alias.has_value();
    if (goes_on) hop = fact;
    facts.put(std::move(fact));
    if (!goes_on) return true;
    wanted = dns::Asked(*hop->fact.alias, asked.type());
  }
  return true;  // a loop: all of it is known
}

void AnswerCache::put(const Question& question, const Fact& fact, Time now) {
  const std::uint32_t ttl = ttl_of(fact);
  if (ttl == 0) return;
  dns::SharedFact kept = dns::pin(question, fact);
  const std::lock_guard lock(mutex_);
  if (entries_.size() >= most_entries_ && !entries_.contains(question)) make_room(now);
  entries_[question] = {.fact = std::move(kept), .expires = now + seconds(ttl)};
}

// What is too old goes; when nothing is, a tenth of the rest, whichever that is.
void AnswerCache::make_room(Time now) {
  std::erase_if(entries_, [now](const auto& entry) { return entry.second.expires <= now; });
  std::size_t surplus = entries_.size() < most_entries_ ? 0 : entries_.size() / 10 + 1;
  for (auto entry = entries_.begin(); surplus > 0 && entry != entries_.end(); --surplus) entry = entries_.erase(entry);
}

Result<void> AnswerCache::read(std::string_view text, const std::string& name, Time now) {
  const std::size_t end = text.find('\n');
  const auto written = text.starts_with(first_line) && end != std::string_view::npos
                           ? ascii::parse_number(text.substr(first_line.size(), end - first_line.size()))
                           : std::nullopt;
  if (!written) return failure(Error::Kind::Malformed, name + ": this is not a cache of DNS answers");
  const auto facts = dns::parse_recording(text.substr(end + 1), name);
  if (!facts) return tl::unexpected(facts.error());
  const Time then(seconds(static_cast<std::int64_t>(std::min<std::uint64_t>(*written, INT64_MAX))));
  if (then > now) return {};  // the clock went back: no age can be told
  const std::int64_t age = (now - then).count();
  for (const dns::SharedFact& pinned : facts->order()) {
    Fact fact = pinned->fact;
    if (!dns::is_answer(fact.status) || fact.ttl <= age) continue;
    fact.ttl -= static_cast<std::uint32_t>(age);
    put(pinned->question, fact, now);
  }
  return {};
}

std::string AnswerCache::write(Time now) const {
  dns::Facts facts;
  const std::lock_guard lock(mutex_);
  for (const auto& [question, entry] : entries_) {
    if (entry.expires <= now || !dns::is_answer(entry.fact->fact.status)) continue;
    Fact fact = entry.fact->fact;
    fact.ttl = static_cast<std::uint32_t>((entry.expires - now).count());
    facts.put(question, std::move(fact));
  }
  return std::string(first_line) + std::to_string(now.time_since_epoch().count()) + "\n" +
         dns::render_recording(facts, now);
}

}  // namespace alignmail::run
