// SPDX-License-Identifier: Apache-2.0
#include "cli/answers.hpp"

namespace alignmail::cli {
namespace {

// A watch may run for months and end without warning.
constexpr std::chrono::seconds between_writes{60};

}  // namespace

Answers::Answers(const Settings& settings, Session& session)
    : path_(settings.bulk.dns_cache), source_(std::move(session.source)) {
  if (path_.empty()) return;
  read_cache(cache_, path_);
  std::vector<std::unique_ptr<dns::Source>> one;
  one.push_back(std::move(source_));
  shared_.emplace(std::move(one), cache_);
}

std::string Answers::to_keep() const {
  if (path_.empty()) return "";
  return cache_.write(std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()));
}

Result<void> Answers::keep(bool last) {
  const auto now = std::chrono::steady_clock::now();
  if (path_.empty() || (!last && now - kept_ < between_writes)) return {};
  kept_ = now;
  return write_cache(cache_, path_);
}

}  // namespace alignmail::cli
