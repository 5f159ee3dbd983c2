// SPDX-License-Identifier: Apache-2.0
#include "hook/maildir.hpp"

#include <dirent.h>
#include <poll.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <utility>

#include "hook/process.hpp"

namespace alignmail::hook {
namespace {

using std::chrono::milliseconds;

// A file that somebody writes in new/ itself, against the custom, has this long between two
// writes before it is taken as it is.
constexpr milliseconds settling{500};
constexpr milliseconds longest_settling{30'000};

constexpr std::uint32_t in_new = IN_MOVED_TO | IN_CREATE | IN_CLOSE_WRITE | IN_MOVED_FROM | IN_DELETE;
constexpr std::uint32_t of_itself = IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR;

std::string reason() { return std::strerror(errno); }  // NOLINT(concurrency-mt-unsafe): one thread

Result<std::vector<std::string>> names_in(const std::string& folder) {
  const auto unreadable = [&] {
    return failure(Error::Kind::NoInput, folder + ": this folder cannot be read: " + reason());
  };
  std::vector<std::string> names;
  const std::unique_ptr<DIR, int (*)(DIR*)> stream(::opendir(folder.c_str()), ::closedir);
  if (!stream) return unreadable();
  errno = 0;
  while (const dirent* entry = ::readdir(stream.get())) {  // NOLINT(concurrency-mt-unsafe): a stream of our own
    if (entry->d_name[0] != '.') names.emplace_back(entry->d_name);
    errno = 0;
  }
  if (errno != 0) return unreadable();
  std::sort(names.begin(), names.end());
  return names;
}

// A link: whoever made it had written the file before.
bool is_linked(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && status.st_nlink > 1;
}

bool is_settled(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return true;
  timespec now{};
  ::clock_gettime(CLOCK_REALTIME, &now);
  const auto age = std::chrono::seconds(now.tv_sec - status.st_mtim.tv_sec) +
                   std::chrono::nanoseconds(now.tv_nsec - status.st_mtim.tv_nsec);
  return age >= settling || age < age.zero();
}

}  // namespace

Result<MaildirWatch> MaildirWatch::open(const std::string& maildir, std::size_t remembered) {
  struct stat status {};
  const std::string folder = maildir + "/new";
  if (::stat(folder.c_str(), &status) != 0 || !S_ISDIR(status.st_mode)) {
    return failure(Error::Kind::NoInput, maildir + ": is not a Maildir: there is no folder new in it");
  }
  MaildirWatch watch(maildir, remembered, ::inotify_init1(IN_CLOEXEC | IN_NONBLOCK));
  if (watch.inotify_ >= 0) {
    watch.new_watch_ = ::inotify_add_watch(watch.inotify_, folder.c_str(), in_new | of_itself);
    (void)::inotify_add_watch(watch.inotify_, maildir.c_str(), of_itself);
  }
  if (watch.new_watch_ < 0) return failure(Error::Kind::NoInput, folder + ": cannot be watched: " + reason());
  return watch;
}

MaildirWatch::~MaildirWatch() {
  if (inotify_ >= 0) ::close(inotify_);
}

MaildirWatch::MaildirWatch(MaildirWatch&& other) noexcept
    : folder_(std::move(other.folder_)),
      remembered_(other.remembered_),
      inotify_(std::exchange(other.inotify_, -1)),
      new_watch_(other.new_watch_),
      state_(other.state_),
      fault_(std::move(other.fault_)),
      read_again_(other.read_again_),
      seen_(std::move(other.seen_)),
      open_(std::move(other.open_)),
      arrived_(std::move(other.arrived_)) {}

std::vector<std::string> MaildirWatch::wait() {
  while (arrived_.empty() && state_ == State::Watching) {
    if (read_again_) {
      read_folder();
      continue;
    }
    pollfd ready{.fd = inotify_, .events = POLLIN, .revents = 0};
    if (::poll(&ready, 1, patience()) > 0) read_events();
    take_settled();
    if (is_told_to_stop()) state_ = State::Stopped;
  }
  return std::exchange(arrived_, {});
}

// At most a second: a signal that comes just before poll() blocks is noticed then.
int MaildirWatch::patience() const { return open_.empty() ? 1000 : 100; }

void MaildirWatch::read_events() {
  alignas(inotify_event) char buffer[64U << 10];
  while (true) {
    const ssize_t got = ::read(inotify_, buffer, sizeof buffer);
    if (got <= 0) return;
    for (std::size_t at = 0; at + sizeof(inotify_event) <= static_cast<std::size_t>(got);) {
      inotify_event event{};
      std::memcpy(&event, buffer + at, sizeof event);
      const char* const name = buffer + at + sizeof event;
      take_event(event.mask, event.wd == new_watch_, {name, ::strnlen(name, event.len)});
      at += sizeof event + event.len;
    }
  }
}

void MaildirWatch::take_event(std::uint32_t mask, bool is_new_folder, const std::string& name) {
  if ((mask & IN_Q_OVERFLOW) != 0) read_again_ = true;
  if ((mask & (IN_DELETE_SELF | IN_MOVE_SELF | IN_UNMOUNT | IN_IGNORED)) != 0) state_ = State::Gone;
  if (!is_new_folder || name.empty() || name.front() == '.' || (mask & IN_ISDIR) != 0) return;
  if ((mask & (IN_DELETE | IN_MOVED_FROM)) != 0) open_.erase(name);
  if ((mask & (IN_MOVED_TO | IN_CLOSE_WRITE)) != 0) arrive(name);
  if ((mask & IN_CREATE) == 0) return;
  if (is_linked(folder_ + "/new/" + name)) {
    arrive(name);
  } else {
    open_.emplace(name, Clock::now());
  }
}

void MaildirWatch::arrive(const std::string& name) {
  open_.erase(name);
  if (!seen_.insert(name).second) return;
  arrived_.push_back(name);
  if (seen_.size() % remembered_ == 0) read_again_ = true;
}

// What was made in new/ and never closed after writing: a link, or a writer who takes his time.
void MaildirWatch::take_settled() {
  const auto now = Clock::now();
  std::vector<std::string> settled;
  for (const auto& [name, since] : open_) {
    const bool is_over = now - since >= longest_settling;
    if (is_over || (now - since >= settling && is_settled(folder_ + "/new/" + name))) settled.push_back(name);
  }
  for (const std::string& name : settled) arrive(name);
}

void MaildirWatch::read_folder() {
  const auto names = names_in(folder_ + "/new");
  read_again_ = false;
  if (!names) {
    if (::access((folder_ + "/new").c_str(), F_OK) != 0) return;  // the kernel tells that it is gone
    state_ = State::Unreadable;
    fault_ = names.error();
    return;
  }
  for (const std::string& name : *names) arrive(name);
  read_again_ = false;
  if (seen_.size() < remembered_) return;
  std::erase_if(seen_,
                [&](const std::string& name) { return !std::binary_search(names->begin(), names->end(), name); });
}

Result<std::string> MaildirWatch::find(const std::string& name) const {
  std::string path = folder_ + "/new/" + name;
  if (::access(path.c_str(), F_OK) == 0) return path;
  // "unique" becomes "unique:2,flags" there.
  const std::string base = name.substr(0, name.find(':'));
  const auto others = names_in(folder_ + "/cur");
  if (!others) return tl::unexpected(others.error());
  for (const std::string& other : *others) {
    if (other.substr(0, other.find(':')) == base) return folder_ + "/cur/" + other;
  }
  return "";
}

}  // namespace alignmail::hook
