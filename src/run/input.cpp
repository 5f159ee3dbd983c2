// SPDX-License-Identifier: Apache-2.0
#include "run/input.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>
#include <vector>

#include "base/files.hpp"
#include "base/limits.hpp"
#include "run/emlx.hpp"
#include "run/gunzip.hpp"

namespace alignmail::run {
namespace {

// A smaller file is read: that costs less than a mapping, and a file that somebody shortens
// meanwhile cannot end us with SIGBUS.
constexpr std::size_t mapped_from = 4U << 20;
constexpr std::size_t chunk = 64U << 10;
// More of a pipe than this is not kept in memory.
constexpr std::size_t spooled_from = 8U << 20;
constexpr std::size_t longest_mailbox = std::size_t{1} << 40;

std::string reason() { return std::strerror(errno); }  // NOLINT(concurrency-mt-unsafe): one thread reads

tl::unexpected<Error> cannot_open(const std::string& path) {
  if (errno == ENOENT || errno == ENOTDIR) return failure(Error::Kind::NoInput, path + ": no such file");
  if (errno == EACCES || errno == EPERM) {
    return failure(Error::Kind::NoInput, path + ": you have no permission to read it");
  }
  return failure(Error::Kind::NoInput, path + ": cannot be opened: " + reason());
}

std::optional<Octets> map(int descriptor, std::size_t size, bool cut) {
  void* address = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor, 0);
  if (address == MAP_FAILED) return std::nullopt;
  const std::shared_ptr<const void> owner(address, [size](const void* p) { ::munmap(const_cast<void*>(p), size); });
  return Octets{{static_cast<const char*>(address), size}, owner, cut};
}

// The offset behind the blank line that ends the header, or `most`.
std::size_t end_of_header(std::string_view text, std::size_t most) {
  std::size_t line = 0;
  while (line < most) {
    const std::size_t end = text.find('\n', line);
    if (end == std::string_view::npos) return most;
    const bool blank = end == line || (end == line + 1 && text[line] == '\r');
    if (blank) return end + 1;
    line = end + 1;
  }
  return most;
}

// The rest of a pipe goes to an unnamed file, which is then mapped.
Result<Octets> spool_rest(int input, const std::string& name, std::string_view begun, std::size_t enough,
                          std::size_t most) {
  const Descriptor file(open_unnamed_file());
  if (file.number() < 0) return failure(Error::Kind::Io, name + ": no room for a temporary file: " + reason());
  std::string buffer(begun);
  std::size_t size = 0;
  while (true) {
    if (!write_whole(file.number(), buffer)) {
      return failure(Error::Kind::Io, name + ": writing a temporary file failed: " + reason());
    }
    size += buffer.size();
    if (size > enough) break;
    buffer.resize(std::min(chunk * 16, enough + 1 - size));
    ssize_t got = 0;
    do {
      got = ::read(input, buffer.data(), buffer.size());
    } while (got < 0 && errno == EINTR);
    if (got < 0) return failure(Error::Kind::Io, name + ": reading failed: " + reason());
    if (got == 0) break;
    buffer.resize(static_cast<std::size_t>(got));
  }
  if (auto mapped = map(file.number(), size, size > most)) return *std::move(mapped);
  return failure(Error::Kind::Io, name + ": a temporary file cannot be read: " + reason());
}

// Memory for messages, which each thread keeps for the next: fresh pages are faults and are filled
// with zeros, and mapped ones are faults too (a message of 1 MB: 5 % of its judgement).
class Buffer {
 public:
  static std::shared_ptr<char> take(std::size_t size) {
    Buffer buffer;
    if (!kept().empty() && kept().back().size_ >= size) {
      buffer = std::move(kept().back());
      kept().pop_back();
    } else {
      buffer = Buffer(std::max<std::size_t>((size + chunk - 1) / chunk, 1) * chunk);
    }
    char* const memory = buffer.memory_.release();
    return {memory, [room = buffer.size_](char* done) { keep(Buffer(done, room)); }};
  }

  Buffer() = default;

 private:
  explicit Buffer(std::size_t size) : memory_(new char[size]), size_(size) {}
  Buffer(char* memory, std::size_t size) : memory_(memory), size_(size) {}

  static std::vector<Buffer>& kept() {
    thread_local std::vector<Buffer> buffers;
    return buffers;
  }
  // Of small ones as many as were in use at once, of larger ones the largest.
  static void keep(Buffer buffer) {
    const bool are_small = !kept().empty() && kept().back().size_ == chunk && buffer.size_ == chunk;
    if (!kept().empty() && !are_small) {
      if (buffer.size_ <= kept().back().size_) return;
      kept().clear();
    }
    kept().push_back(std::move(buffer));
  }

  std::unique_ptr<char[]> memory_{};
  std::size_t size_ = 0;
};

// So many octets of a file in one piece; nothing when it has not as many (any more).
std::optional<Octets> read_small(int descriptor, std::size_t size, bool cut) {
  const std::shared_ptr<char> text = Buffer::take(size);
  for (std::size_t got = 0; got < size;) {
    const ssize_t more = ::pread(descriptor, text.get() + got, size - got, static_cast<off_t>(got));
    if (more <= 0) return std::nullopt;
    got += static_cast<std::size_t>(more);
  }
  return Octets{{text.get(), size}, text, cut};
}

}  // namespace

Result<Octets> read_descriptor(int descriptor, const std::string& name, std::size_t most) {
  auto text = std::make_shared<std::string>();
  // One octet more than wanted tells a text that fits from one that was cut.
  const std::size_t enough = std::max(most, limits::header_octets) + 1;
  // A mailbox may be longer than a message; it is divided before it is measured. What is compressed is measured when
  // it is unpacked.
  const auto wanted = [&] {
    if (text->starts_with("From ")) return longest_mailbox;
    return is_gzip(*text) ? std::max(enough, limits::mailbox_octets) : enough;
  };
  while (text->size() < wanted()) {
    const std::size_t before = text->size();
    if (before >= spooled_from) return spool_rest(descriptor, name, *text, wanted() - 1, most);
    const std::size_t room = std::min(std::max(chunk, before), wanted() - before);
    text->resize(before + room);
    const ssize_t got = ::read(descriptor, text->data() + before, room);
    if (got < 0 && errno == EINTR) {
      text->resize(before);
      continue;
    }
    if (got < 0 && errno == EISDIR) return failure(Error::Kind::NoInput, name + ": is a folder, not a message");
    if (got < 0) return failure(Error::Kind::Io, name + ": reading failed: " + reason());
    text->resize(before + static_cast<std::size_t>(got));
    if (got == 0) break;
  }
  return Octets{*text, text, text->size() > most};
}

Descriptor::~Descriptor() {
  if (number_ >= 0) ::close(number_);
}

Result<Octets> read_octets(const std::string& path, std::size_t most) {
  if (path == "-") return read_descriptor(STDIN_FILENO, "standard input", most);
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  return file.number() < 0 ? cannot_open(path) : read_opened(file, path, most);
}

Result<Octets> read_opened(const Descriptor& file, const std::string& path, std::size_t most) {
  struct stat status {};
  if (::fstat(file.number(), &status) != 0) return cannot_open(path);
  if (S_ISDIR(status.st_mode)) return failure(Error::Kind::NoInput, path + ": is a folder, not a message");
  const auto size = static_cast<std::size_t>(std::max<off_t>(status.st_size, 0));
  if (S_ISREG(status.st_mode) && size > 0) {
    const std::size_t wanted = std::min(size, std::max(most, limits::header_octets));
    auto octets =
        wanted < mapped_from ? read_small(file.number(), wanted, size > most) : map(file.number(), wanted, size > most);
    if (octets) return *std::move(octets);
  }
  return read_descriptor(file.number(), path, most);
}

Result<message::Message> parse_octets(const Octets& octets, message::Reading reading) {
  if (const auto framed = message_in_emlx(octets.text)) {
    const auto whole = reading == message::Reading::Detect ? message::Reading::Message : reading;
    return message::parse(*framed, octets.owner, whole);
  }
  if (!octets.cut) return message::parse(octets.text, octets.owner, reading);
  const std::size_t end = end_of_header(octets.text, std::min(octets.text.size(), limits::header_octets));
  // What is that long was not pasted.
  const auto header = reading == message::Reading::Headers ? reading : message::Reading::HeaderOfMessage;
  auto message = message::parse(octets.text.substr(0, end), octets.owner, header);
  if (message) message->mark_truncated();
  return message;
}

}  // namespace alignmail::run
