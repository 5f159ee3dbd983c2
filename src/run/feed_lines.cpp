// SPDX-License-Identifier: Apache-2.0
// Lines of JSON, read one by one as they are worked off, so that a producer feels when it is
// faster than we are.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "run/feed.hpp"
#include "run/ndjson.hpp"

namespace alignmail::run {
namespace {

constexpr std::size_t chunk = 256U << 10;

std::string reason() { return std::strerror(errno); }  // NOLINT(concurrency-mt-unsafe): one thread takes from a feed

class Lines : public Feed {
 public:
  explicit Lines(Wanted wanted) : wanted_(std::move(wanted)) {}
  ~Lines() override { close_file(); }
  Lines(const Lines&) = delete;
  Lines& operator=(const Lines&) = delete;

  std::optional<Item> next() override {
    while (true) {
      if (file_ < 0 && !open_next()) return failed();
      auto line = take_line();
      if (!line) {
        close_file();
        if (auto fault = failed()) return fault;
        continue;
      }
      if (line->find_first_not_of(" \t\r") == std::string::npos) continue;
      return item(*std::move(line));
    }
  }

 private:
  std::string name() const { return path_ == "-" ? "standard input" : path_; }

  // As much as base64 of the largest message takes, and its envelope.
  std::size_t most_octets() const { return wanted_.max_size / 3 * 4 + (64U << 10); }

  bool open_next() {
    if (at_ == wanted_.paths.size()) return false;
    path_ = wanted_.paths[at_++];
    number_ = 0;
    file_ = path_ == "-" ? STDIN_FILENO : ::open(path_.c_str(), O_RDONLY | O_CLOEXEC);
    if (file_ < 0) fault_ = Error{Error::Kind::NoInput, path_ + ": cannot be opened: " + reason()};
    return file_ >= 0;
  }

  std::optional<Item> failed() {
    if (!fault_) return std::nullopt;
    const auto fail = [error = *std::exchange(fault_, std::nullopt)]() -> Result<Loaded> {
      return tl::unexpected(error);
    };
    return make_item(path_, path_ == "-" ? "stdin" : "file", number_, fail);
  }

  void close_file() {
    if (file_ > STDIN_FILENO) ::close(file_);
    file_ = -1;
    buffer_.clear();
    begin_ = 0;
  }

  bool fill() {
    buffer_.erase(0, begin_);
    begin_ = 0;
    const std::size_t before = buffer_.size();
    buffer_.resize(before + chunk);
    ssize_t got = 0;
    do {
      got = ::read(file_, buffer_.data() + before, chunk);
    } while (got < 0 && errno == EINTR);
    if (got < 0) fault_ = unreadable();
    buffer_.resize(before + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    return got > 0;
  }

  // After a failed read(). A folder can be opened, and not read.
  Error unreadable() const {
    if (errno == EISDIR) return {Error::Kind::NoInput, name() + ": is a folder, not lines of JSON"};
    return {Error::Kind::Io, name() + ": reading failed: " + reason()};
  }

  // Of a line that is too long a little is kept: enough to say that it is no message.
  std::optional<std::string> take_line() {
    std::size_t searched = 0;
    bool too_long = false;
    while (true) {
      const std::size_t end = buffer_.find('\n', begin_ + searched);
      if (end != std::string::npos) {
        std::string line = too_long ? "too long" : buffer_.substr(begin_, end - begin_);
        begin_ = end + 1;
        ++number_;
        return line;
      }
      searched = buffer_.size() - begin_;
      if (searched > most_octets()) {
        too_long = true;
        begin_ = buffer_.size();
        searched = 0;
      }
      if (fill()) continue;
      if (fault_) return std::nullopt;  // what is there of a line is no line
      const bool has_rest = begin_ < buffer_.size() || too_long;
      if (!has_rest) return std::nullopt;
      std::string line = too_long ? "too long" : buffer_.substr(begin_);
      begin_ = buffer_.size();
      ++number_;
      return line;
    }
  }

  Item item(std::string line) const {
    const std::string place = name() + ":" + std::to_string(number_);
    const auto text = std::make_shared<const std::string>(std::move(line));
    const std::size_t most = wanted_.max_size;
    return make_item(path_, path_ == "-" ? "stdin" : "file", number_ - 1,
                     [text, place, most] { return read_line(*text, place, most); });
  }

  Wanted wanted_;
  std::size_t at_ = 0;
  std::string path_{};
  std::size_t number_ = 0;
  int file_ = -1;
  std::optional<Error> fault_{};  // told in place of a line
  std::string buffer_{};
  std::size_t begin_ = 0;
};

}  // namespace

std::unique_ptr<Feed> open_lines(Wanted wanted) { return std::make_unique<Lines>(std::move(wanted)); }

}  // namespace alignmail::run
