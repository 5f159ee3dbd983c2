// SPDX-License-Identifier: Apache-2.0
#include "hook/state_folder.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <ctime>
#include <utility>

#include "base/limits.hpp"
#include "hook/process.hpp"
#include "hook/spool.hpp"

namespace alignmail::hook {
namespace {

constexpr std::string_view temporary_end = ".tmp";
constexpr off_t log_octets = 64 << 10;         // ours: then it is silent
constexpr std::time_t forgotten_after = 3600;  // a temporary file that somebody's end left behind

int open_folder(int base, const char* path) { return ::openat(base, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC); }

// Makes what is missing, each for the owner alone.
int make_folder(const std::string& path) {
  for (std::size_t slash = path.find('/', 1); slash != std::string::npos; slash = path.find('/', slash + 1)) {
    (void)::mkdir(path.substr(0, slash).c_str(), 0700);
  }
  (void)::mkdir(path.c_str(), 0700);
  return open_folder(AT_FDCWD, path.c_str());
}

// "20261121T193012.123456Z": sorts by time.
std::array<char, 32> time_name() {
  timespec now{};
  ::clock_gettime(CLOCK_REALTIME, &now);
  std::tm parts{};
  ::gmtime_r(&now.tv_sec, &parts);
  std::array<char, 32> name{};
  const std::size_t length = std::strftime(name.data(), name.size(), "%Y%m%dT%H%M%S", &parts);
  std::snprintf(name.data() + length, name.size() - length, ".%06ldZ", now.tv_nsec / 1000);
  return name;
}

std::string new_name() {
  std::array<unsigned char, 8> octets{};
  if (::getrandom(octets.data(), octets.size(), 0) != static_cast<ssize_t>(octets.size())) return {};
  std::string name = time_name().data();
  name += '-';
  for (const unsigned char octet : octets) {
    name += "0123456789abcdef"[octet >> 4];
    name += "0123456789abcdef"[octet & 15];
  }
  return name;
}

bool write_down(int file, std::string_view report) {
  const bool written = write_all(file, report) && ::fsync(file) == 0;
  return ::close(file) == 0 && written && !is_told_to_stop();
}

bool is_forgotten(int folder, const char* name) {
  struct stat status {};
  return ::fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(status.st_mode) &&
         ::time(nullptr) - status.st_mtime > forgotten_after;
}

// Whether one more may be filed; on the way it removes what a killed hook left behind.
bool has_room(int reports) {
  const int again = open_folder(reports, ".");
  DIR* const folder = again < 0 ? nullptr : ::fdopendir(again);
  if (folder == nullptr) {
    if (again >= 0) ::close(again);
    return true;
  }
  const std::string minute = std::string(time_name().data()).substr(0, sizeof "20261121T1930" - 1);
  std::size_t kept = 0;
  std::size_t recent = 0;
  while (const dirent* entry = ::readdir(folder)) {  // NOLINT(concurrency-mt-unsafe): a stream of our own
    const std::string_view name = entry->d_name;
    if (name.starts_with('.')) {
      if (name.ends_with(temporary_end) && is_forgotten(reports, entry->d_name)) ::unlinkat(reports, entry->d_name, 0);
      continue;
    }
    ++kept;
    if (name.starts_with(minute)) ++recent;
  }
  ::closedir(folder);
  return kept < limits::reports_kept && recent < limits::reports_per_minute;
}

}  // namespace

std::optional<StateFolder> StateFolder::open(const std::vector<std::string>& places) {
  for (const std::string& place : places) {
    const int folder = make_folder(place);
    if (folder < 0) continue;
    (void)::mkdirat(folder, "reports", 0700);
    const int reports = ::openat(folder, "reports", O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (reports >= 0 && ::faccessat(reports, ".", W_OK | X_OK, AT_EACCESS) == 0) return StateFolder(folder, reports);
    if (reports >= 0) ::close(reports);
    ::close(folder);
  }
  return std::nullopt;
}

StateFolder::~StateFolder() {
  if (folder_ >= 0) ::close(folder_);
  if (reports_ >= 0) ::close(reports_);
}

StateFolder::StateFolder(StateFolder&& other) noexcept
    : folder_(std::exchange(other.folder_, -1)), reports_(std::exchange(other.reports_, -1)) {}

Filing StateFolder::file(std::string_view report) const {
  if (!has_room(reports_)) return Filing::TooMany;
  const std::string name = new_name();
  if (name.empty()) return Filing::Failed;
  const std::string temporary = "." + name + std::string(temporary_end);
  const std::string final_name = name + ".json";
  const int file = ::openat(reports_, temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (file < 0) return Filing::Failed;
  const bool is_whole = write_down(file, report);
  if (!is_whole || ::renameat(reports_, temporary.c_str(), reports_, final_name.c_str()) != 0) {
    ::unlinkat(reports_, temporary.c_str(), 0);
    return Filing::Failed;
  }
  // Some file systems have no fsync for folders; they say so.
  if (::fsync(reports_) != 0 && errno != EINVAL) return Filing::Failed;
  return Filing::Filed;
}

void StateFolder::log(std::string_view sentence) const {
  const int file =
      ::openat(folder_, "hook.log", O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600);
  if (file < 0) return;
  struct stat status {};
  if (::fstat(file, &status) == 0 && S_ISREG(status.st_mode) && status.st_size < log_octets) {
    std::string line = std::string(time_name().data()) + " ";
    for (const char c : sentence.substr(0, 500)) line += c >= ' ' && c <= '~' ? c : '?';
    (void)write_all(file, line + "\n");
  }
  ::close(file);
}

bool replace_file(const std::string& path, std::string_view octets) {
  // What is no plain file somebody put there for another purpose: a device, a pipe, a link.
  struct stat status {};
  if (::lstat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode)) return false;
  const std::string name = new_name();
  if (name.empty()) return false;
  const std::string temporary = path + "." + name + std::string(temporary_end);
  const int file = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (file < 0) return false;
  if (write_down(file, octets) && ::rename(temporary.c_str(), path.c_str()) == 0) return true;
  ::unlink(temporary.c_str());
  return false;
}

std::vector<std::string> state_places(const std::string& given, const char* state_home, const char* home) {
  if (!given.empty()) return {given};
  std::vector<std::string> places;
  if (state_home != nullptr && *state_home == '/') places.push_back(std::string(state_home) + "/alignmail");
  // Who has no home gets none made.
  struct stat status {};
  if (home != nullptr && *home == '/' && ::stat(home, &status) == 0) {
    places.push_back(std::string(home) + "/.local/state/alignmail");
  }
  return places;
}

}  // namespace alignmail::hook
