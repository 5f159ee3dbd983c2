// SPDX-License-Identifier: Apache-2.0
// The public suffix list through libpsl. Names come normalised, as Domains: libpsl itself takes
// "EXAMPLE.CO.UK" or a final dot for something else without a word.
#include <libpsl.h>

#include <atomic>
#include <cstdint>
#include <ctime>
#include <string_view>

#include "alignmail/ip_address.hpp"
#include "alignmail/suffix_list.hpp"
#include "base/ascii.hpp"
#include "base/escape.hpp"
#include "base/recent.hpp"
#include "base/time.hpp"
#include "dns/file.hpp"

namespace alignmail::dns {

struct SuffixList::List {
  explicit List(psl_ctx_t* context) : psl(context) {}
  List(const List&) = delete;
  List& operator=(const List&) = delete;
  ~List() { psl_free(psl); }  // leaves the built-in list alone

  psl_ctx_t* psl;
  std::uint64_t number = next_number();  // never given twice, unlike an address

 private:
  static std::uint64_t next_number() {
    static std::atomic<std::uint64_t> last{0};
    return ++last;
  }
};

namespace {

constexpr std::size_t near_the_top = 4096;

// The day in the line "// VERSION: 2025-03-28_13-00-12_UTC", which newer lists have near the top.
std::string version_date(std::string_view text) {
  constexpr std::string_view mark = "// VERSION: ";
  constexpr std::size_t day = 10;
  const std::size_t found = text.substr(0, near_the_top).find(mark);
  if (found == std::string_view::npos) return {};
  const std::string_view date = text.substr(found + mark.size(), day);
  return parse_rfc3339(std::string(date) + "T00:00:00Z") ? std::string(date) : std::string();
}

// libpsl splits "192.0.2.1" at its dots like a name.
bool is_address(const Domain& name) {
  const std::string& text = name.text();
  const bool may_be = ascii::is_digit(text.back()) || text.find(':') != std::string::npos;
  return may_be && IpAddress::parse(text).has_value();
}

std::string builtin_date() {
  const std::time_t time = psl_builtin_file_time();
  if (time <= 0) return {};
  return to_rfc3339(std::chrono::sys_seconds(std::chrono::seconds(time))).substr(0, 10);
}

// The text form that the distribution puts beside the compiled list, for its date.
std::string system_date() {
  const char* compiled = psl_dist_filename();
  std::string path = compiled != nullptr ? compiled : "";
  constexpr std::string_view ending = ".dafsa";
  if (!path.ends_with(ending)) return {};
  path.replace(path.size() - ending.size(), ending.size(), ".dat");
  const auto text = read_file(path, near_the_top);
  return text ? version_date(*text) : std::string();
}

}  // namespace

SuffixList SuffixList::system() {
  // Read once: it never changes under a running program, and every message wants it.
  static const SuffixList shared = [] {
    SuffixList list;
    list.list_ = std::make_shared<const List>(psl_latest(nullptr));
    list.date_ = system_date();
    // The distribution's list is the source of the built-in one when both are of one package.
    if (list.date_.empty()) list.date_ = builtin_date();
    return list;
  }();
  return shared;
}

Result<SuffixList> SuffixList::load(const std::string& path) {
  const std::string shown = escape::visible(path);
  const auto text = read_file(path);
  if (!text) return tl::unexpected(text.error());
  SuffixList list;
  list.list_ = std::make_shared<const List>(psl_load_file(path.c_str()));
  const psl_ctx_t* psl = list.list_->psl;
  // A compiled list (.dafsa) does not tell how many rules it has.
  if (psl == nullptr || psl_suffix_count(psl) == 0) {
    return failure(Error::Kind::Malformed, shown + " holds no rules of a public suffix list");
  }
  list.date_ = version_date(*text);
  return list;
}

std::uint64_t SuffixList::number() const { return list_ ? list_->number : 0; }

Domain SuffixList::organizational_domain(const Domain& name) const {
  if (!list_ || list_->psl == nullptr || is_address(name)) return name;
  // Looked for once for each name: libpsl goes through every label with a conversion of its own (2 % of a judgement).
  thread_local Recent<Domain> recent;
  std::string key(reinterpret_cast<const char*>(&list_->number), sizeof list_->number);
  key += name.text();
  return *recent.find(key, [&] {
    const char* registrable = psl_registrable_domain(list_->psl, name.text().c_str());
    // It points into the name, whose labels are whole there.
    return registrable == nullptr ? name : name.suffix(ascii::split(registrable, '.').size());
  });
}

}  // namespace alignmail::dns
