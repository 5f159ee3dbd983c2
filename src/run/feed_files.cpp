// SPDX-License-Identifier: Apache-2.0
// Files and folders of messages.
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <deque>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "base/limits.hpp"
#include "run/feed.hpp"
#include "run/gunzip.hpp"
#include "run/mbox.hpp"

namespace alignmail::run {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t mapped_octets = std::size_t{1} << 40;  // a mailbox is mapped, whatever its size

bool is_folder(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

struct Name {
  std::string text{};
  bool is_file = false;  // as the folder tells, which spares a look at each; otherwise it is not known
  bool operator<(const Name& other) const { return text < other.text; }
};

Result<std::vector<Name>> sorted_names(const std::string& folder) {
  const auto unreadable = [&] {
    const std::string why = std::strerror(errno);  // NOLINT(concurrency-mt-unsafe): one thread takes from a feed
    return failure(Error::Kind::NoInput, folder + ": this folder cannot be read: " + why);
  };
  std::vector<Name> names;
  const std::unique_ptr<DIR, int (*)(DIR*)> open(::opendir(folder.c_str()), ::closedir);
  if (!open) return unreadable();
  // Not std::filesystem, which takes a name apart: 40,000 names in a folder are a common Maildir.
  errno = 0;
  while (const dirent* entry = ::readdir(open.get())) {  // NOLINT(concurrency-mt-unsafe): our own DIR
    if (entry->d_name[0] != '.') names.push_back({entry->d_name, entry->d_type == DT_REG});
    errno = 0;
  }
  if (errno != 0) return unreadable();
  std::sort(names.begin(), names.end());
  return names;
}

Item failing(const std::string& path, const std::string& origin, const Error& error) {
  return make_item(path, origin, 0, [error]() -> Result<Loaded> { return tl::unexpected(error); });
}

// In a folder that is no Maildir only names that say so are messages.
bool holds_message(const std::string& name) {
  constexpr std::array<std::string_view, 7> endings = {".eml",     ".eml.gz", ".emlx",  ".mbox",
                                                       ".mbox.gz", ".mbx",    ".mbx.gz"};
  return std::any_of(endings.begin(), endings.end(), [&](std::string_view ending) { return name.ends_with(ending); });
}

struct Place {
  std::string path{};
  std::string origin{};    // empty: to be found out
  bool is_listed = false;  // in a folder that was given; the folders in it are not gone into
  bool is_file = false;    // surely
  std::optional<Error> fault{};
};

class Files : public Feed {
 public:
  explicit Files(Wanted wanted) : wanted_(std::move(wanted)) {
    for (const std::string& path : wanted_.paths) places_.push_back({path});
  }

  std::optional<Item> next() override {
    while (true) {
      if (mailbox_) {
        if (auto entry = mailbox_->next()) return from_mailbox(*entry);
        mailbox_.reset();
      }
      if (places_.empty() && !take_name()) return std::exchange(fault_, std::nullopt);
      const Place place = std::move(places_.front());
      places_.pop_front();
      if (auto item = open(place)) return item;
    }
  }

  bool is_at_hand() const override { return mailbox_ || (!places_.empty() && places_.front().path != "-"); }

 private:
  // The next name of --files-from.
  bool take_name() {
    if (wanted_.files_from.empty()) return false;
    if (!names_) names_ = open_names();
    std::string name;
    while (std::getline(*names_, name, wanted_.is_nul_separated ? '\0' : '\n')) {
      if (!wanted_.is_nul_separated && name.ends_with('\r')) name.pop_back();
      if (name.empty()) continue;
      places_.push_back({name});
      return true;
    }
    if (names_->bad()) fault_ = unreadable(wanted_.files_from);
    names_->clear(std::ios::eofbit);  // told once
    return false;
  }

  static Item unreadable(const std::string& path) {
    return make_item(path, "file", 0, [path]() -> Result<Loaded> {
      std::error_code error;
      if (!fs::exists(path, error)) return failure(Error::Kind::NoInput, path + ": there is no such list of files");
      return failure(Error::Kind::Io, path + ": this list of files cannot be read");
    });
  }

  std::istream* open_names() {
    if (wanted_.files_from == "-") return &std::cin;
    file_.open(wanted_.files_from, std::ios::binary);
    if (!file_) file_.setstate(std::ios::badbit);
    return &file_;
  }

  std::optional<Item> open(const Place& place) {
    if (place.fault) return failing(place.path, "file", *place.fault);
    if (place.path != "-" && !place.is_file && is_folder(place.path))
      return place.is_listed ? std::nullopt : list(place.path);
    if (!place.origin.empty()) return message(place.path, place.origin);
    return place.path == "-" ? open_input() : open_file(place.path);
  }

  std::optional<Item> list(const std::string& folder) {
    const auto below = [&](std::string_view name) { return (folder + "/").append(name); };
    std::vector<Place> found;
    const bool is_maildir = is_folder(below("new")) && is_folder(below("cur"));
    const auto take = [&](const std::string& listed, const std::string& origin) {
      const auto names = sorted_names(listed);
      if (!names) return found.push_back({.path = listed, .fault = names.error()});
      for (const Name& name : *names) {
        const bool is_wanted = is_maildir || holds_message(name.text);
        if (is_wanted) found.push_back({(listed + "/").append(name.text), origin, true, name.is_file});
      }
    };
    if (is_maildir) {
      take(below("cur"), "maildir");
      take(below("new"), "maildir");
    } else {
      take(folder, "");
    }
    places_.insert(places_.begin(), found.begin(), found.end());
    if (is_maildir || !found.empty()) return std::nullopt;
    return failing(
        folder, "file",
        {Error::Kind::NoInput,
         folder +
             ": is a folder without messages (names that end with .eml, .eml.gz, .mbox or .mbox.gz, or a Maildir)"});
  }

  // A file that begins as a mailbox does may still be one message that a program saved so.
  std::optional<Item> open_file(const std::string& path) {
    auto file = std::make_shared<const Descriptor>(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file_begins_as_mailbox(*file)) return message(path, "file", file->number() < 0 ? nullptr : std::move(file));
    const auto octets = read_octets(path, mapped_octets);
    if (!octets) return message(path, "file");
    return open_text(path, *octets);
  }

  std::optional<Item> open_input() {
    const auto octets = read_octets("-", wanted_.max_size);
    return octets ? open_text("-", *octets) : failing("-", "stdin", octets.error());
  }

  std::optional<Item> open_text(const std::string& path, const Octets& octets) {
    if (is_gzip(octets.text) && begins_as_mailbox(octets.text)) {
      const auto unpacked = unpack_mailbox(octets, path);
      if (!unpacked) return failing(path, path == "-" ? "stdin" : "file", unpacked.error());
      if (MboxReader::is_mailbox(unpacked->text)) return open_mailbox(path, *unpacked);
    } else if (MboxReader::is_mailbox(octets.text)) {
      return open_mailbox(path, octets);
    }
    if (path != "-") return message(path, "file");
    return make_item(path, "stdin", 0, [octets, most = wanted_.max_size, path] {
      return is_gzip(octets.text) ? unpack(octets, path, most) : Result<Loaded>(Loaded{octets});
    });
  }

  std::nullopt_t open_mailbox(const std::string& path, const Octets& octets) {
    path_ = path;
    octets_ = octets;
    mailbox_.emplace(octets_.text);
    index_ = 0;
    return std::nullopt;
  }

  // Of what is compressed the first octets are unpacked.
  static bool begins_as_mailbox(std::string_view start) {
    constexpr std::string_view divider = "From ";
    constexpr std::size_t unpacked = 64;
    const auto begins = [&](std::string_view text) {
      return text.substr(MboxReader::front_of(text)).starts_with(divider);
    };
    if (!is_gzip(start)) return begins(start);
    const auto text = gunzip(start, "", unpacked);
    return text && begins(*text);
  }

  static bool file_begins_as_mailbox(const Descriptor& file) {
    char start[4096];
    std::size_t wanted = 5;  // tells the common file, and whether more is needed
    while (true) {
      const ssize_t got = ::pread(file.number(), start, wanted, 0);
      if (got <= 0) return false;
      const std::string_view text(start, static_cast<std::size_t>(got));
      const bool tells = !is_gzip(text) && MboxReader::front_of(text) == 0;
      if (wanted == sizeof start || tells) return begins_as_mailbox(text);
      wanted = sizeof start;
    }
  }

  // Its messages have a ceiling each; the whole has one of its own.
  static Result<Octets> unpack_mailbox(const Octets& packed, const std::string& path) {
    auto text = unpack(packed, path, limits::mailbox_octets);
    if (!text) return tl::unexpected(text.error());
    if (!text->octets.cut || !MboxReader::is_mailbox(text->octets.text)) return text->octets;
    return failure(Error::Kind::NotAMessage,
                   path + ": this mailbox has over " + std::to_string(limits::mailbox_octets >> 20U) +
                       " MiB when it is unpacked; unpack it into a file (gunzip), and give that");
  }

  static Result<Loaded> unpack(const Octets& packed, const std::string& path, std::size_t most) {
    auto text = gunzip(packed.text, path, std::max(most, limits::header_octets));
    if (!text) return tl::unexpected(text.error());
    const auto owner = std::make_shared<const std::string>(*std::move(text));
    return Loaded{{*owner, owner, owner->size() > most}};
  }

  // `file`: when it is open already; opened again it would be two calls of the system more for each message.
  Item message(const std::string& path, const std::string& origin,
               std::shared_ptr<const Descriptor> file = nullptr) const {
    const auto load = [path, most = wanted_.max_size, file = std::move(file)]() mutable -> Result<Loaded> {
      const auto octets = file ? read_opened(*file, path, most) : read_octets(path, most);
      file.reset();
      if (!octets) return tl::unexpected(octets.error());
      return is_gzip(octets->text) ? unpack(*octets, path, most) : Loaded{*octets};
    };
    return make_item(path, origin, 0, load);
  }

  Item from_mailbox(const MboxReader::Entry& entry) {
    const auto load = [entry, owner = octets_.owner, most = wanted_.max_size]() -> Result<Loaded> {
      Octets octets{entry.text, owner, entry.text.size() > most};
      if (!entry.has_quoting || octets.cut) return Loaded{octets};
      const auto text = std::make_shared<const std::string>(without_quoting(entry.text));
      return Loaded{{*text, text, false}};
    };
    Item item = make_item(path_, "mbox", index_++, load);
    item.input.first_line = entry.line;
    return item;
  }

  Wanted wanted_;
  std::deque<Place> places_{};
  std::istream* names_ = nullptr;
  std::ifstream file_{};
  std::optional<Item> fault_{};  // of the list of names, told in place of a message
  std::string path_{};           // of the mailbox at hand
  Octets octets_{};
  std::optional<MboxReader> mailbox_{};
  std::size_t index_ = 0;
};

}  // namespace

std::unique_ptr<Feed> open_files(Wanted wanted) { return std::make_unique<Files>(std::move(wanted)); }

}  // namespace alignmail::run
