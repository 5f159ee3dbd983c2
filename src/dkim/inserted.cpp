// SPDX-License-Identifier: Apache-2.0
#include "dkim/inserted.hpp"

#include <algorithm>
#include <optional>

#include "base/ascii.hpp"
#include "dkim/crypto.hpp"

namespace alignmail::dkim {
namespace {

constexpr std::string_view crlf = "\r\n";
constexpr std::size_t most_delimiters = 12;
constexpr std::size_t most_lines = 30;         // put in at one place
constexpr std::size_t most_tags = 4;           // <body> and </body>
constexpr std::size_t most_cuts = 120;         // of one place in HTML
constexpr std::size_t most_octets = 8U << 10;  // put into HTML
constexpr std::size_t most_of_first = 16;      // cuts of the first place when there are two
constexpr std::size_t most_of_second = 48;

// A place where text is put in, with how much may have been: from the shortest to the longest.
struct Site {
  bool is_at_front = false;
  bool is_in_html = false;
  std::vector<Inserted> cuts{};
};

// Where each line begins, and the end of the text.
std::vector<std::size_t> line_places(std::string_view text) {
  std::vector<std::size_t> places{0};
  for (std::size_t at = text.find(crlf); at != std::string_view::npos; at = text.find(crlf, at)) {
    at += crlf.size();
    places.push_back(at);
  }
  if (places.back() != text.size()) places.push_back(text.size());
  return places;
}

bool is_delimiter(std::string_view line) {
  return line.size() > 4 && line.starts_with("--") && line[2] != ' ' && line[2] != '\r';
}

std::vector<std::size_t> delimiters_of(std::string_view text, const std::vector<std::size_t>& places) {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i + 1 < places.size() && found.size() < most_delimiters; ++i) {
    if (is_delimiter(text.substr(places[i], places[i + 1] - places[i]))) found.push_back(i);
  }
  return found;
}

// Before each delimiter, and behind the empty line that ends the header of the part it opens.
void add_part_sites(std::string_view text, std::vector<Site>& sites) {
  const std::vector<std::size_t> places = line_places(text);
  const std::vector<std::size_t> delimiters = delimiters_of(text, places);
  for (std::size_t i = 0; i < delimiters.size(); ++i) {
    const std::size_t delimiter = delimiters[i];
    const std::size_t above = i == 0 ? 0 : delimiters[i - 1] + 1;
    Site end_of_part;
    // Or before the empty line that many programs leave above a delimiter.
    const bool has_empty = delimiter > above && text.substr(places[delimiter - 1], crlf.size()) == crlf;
    for (std::size_t count = 1; count <= most_lines && delimiter - above >= count; ++count) {
      end_of_part.cuts.push_back({places[delimiter - count], places[delimiter], false});
      if (has_empty && count > 1) end_of_part.cuts.push_back({places[delimiter - count], places[delimiter - 1], false});
    }
    sites.push_back(std::move(end_of_part));
    const std::size_t end = i + 1 < delimiters.size() ? delimiters[i + 1] : places.size() - 1;
    std::size_t empty = delimiter + 1;
    while (empty < end && text.substr(places[empty], crlf.size()) != crlf) ++empty;
    Site front_of_part{.is_at_front = true};
    for (std::size_t count = 1; count <= most_lines && empty + 1 + count < end; ++count) {
      front_of_part.cuts.push_back({places[empty + 1], places[empty + 1 + count], true});
    }
    sites.push_back(std::move(front_of_part));
  }
}

// Where "<body" or "</body" stands, in any case of letters.
std::vector<std::size_t> tags_of(std::string_view text, std::string_view tag) {
  std::vector<std::size_t> found;
  for (std::size_t at = text.find('<'); at != std::string_view::npos && found.size() < most_tags;
       at = text.find('<', at + 1)) {
    if (ascii::istarts_with(text.substr(at), tag)) found.push_back(at);
  }
  return found;
}

// What is put in ends with a tag or a line, and so does what it is put behind.
void add_html_sites(std::string_view text, std::vector<Site>& sites) {
  for (const std::size_t tag : tags_of(text, "<body")) {
    const std::size_t begin = text.find('>', tag) + 1;
    if (begin == 0) continue;
    Site site{.is_at_front = true, .is_in_html = true};
    for (std::size_t at = begin; at < std::min(text.size(), begin + most_octets) && site.cuts.size() < most_cuts;
         ++at) {
      if (text[at] == '>' || text[at] == '\n') site.cuts.push_back({begin, at + 1, true, true});
    }
    sites.push_back(std::move(site));
  }
  for (const std::size_t end : tags_of(text, "</body")) {
    Site site{.is_in_html = true};
    for (std::size_t at = end; at > 0 && end - at < most_octets && site.cuts.size() < most_cuts; --at) {
      const bool begins = text[at - 1] == '<' || (at >= 2 && at < end && text[at - 1] == '\n');
      if (begins) site.cuts.push_back({text[at - 1] == '<' ? at - 1 : at, end, false, true});
    }
    sites.push_back(std::move(site));
  }
}

class Search {
 public:
  Search(std::string_view text, const std::string& hash, const std::function<bool(std::size_t)>& may_spend)
      : text_(text), hash_(hash), may_spend_(may_spend) {}

  // One of these cuts, of text that goes on at `from` behind what `before` has hashed.
  std::optional<Inserted> find(std::vector<Inserted> cuts, Sha256 before, std::size_t from) {
    std::stable_sort(cuts.begin(), cuts.end(), [](const auto& a, const auto& b) { return a.begin < b.begin; });
    for (const Inserted& cut : cuts) {
      const std::string_view behind = text_.substr(cut.end);
      if (cut.begin < from) continue;
      if (!may_spend_(cut.begin - from + behind.size())) break;
      before.update(text_.substr(from, cut.begin - from));
      from = cut.begin;
      Sha256 whole = before;
      whole.update(behind);
      if (whole.digest() == hash_) return cut;
    }
    return std::nullopt;
  }

  std::vector<Inserted> find_two(const Site& first, const Site& second) {
    const auto shortest = [](const Site& site, std::size_t most) {
      const auto count = static_cast<std::ptrdiff_t>(std::min(site.cuts.size(), most));
      return std::vector<Inserted>(site.cuts.begin(), site.cuts.begin() + count);
    };
    const std::vector<Inserted> others = shortest(second, most_of_second);
    for (const Inserted& cut : shortest(first, most_of_first)) {
      if (!may_spend_(cut.begin)) break;
      Sha256 before;
      before.update(text_.substr(0, cut.begin));
      if (const auto other = find(others, before, cut.end)) return {cut, *other};
    }
    return {};
  }

 private:
  std::string_view text_;
  const std::string& hash_;
  const std::function<bool(std::size_t)>& may_spend_;
};

}  // namespace

std::vector<Inserted> find_inserted(std::string_view canonical_body, const std::string& body_hash,
                                    const std::function<bool(std::size_t)>& may_spend) {
  std::vector<Site> sites;
  add_part_sites(canonical_body, sites);
  const std::size_t of_parts = sites.size();
  add_html_sites(canonical_body, sites);
  std::vector<Inserted> cuts;
  for (const Site& site : sites) cuts.insert(cuts.end(), site.cuts.begin(), site.cuts.end());
  Search search(canonical_body, body_hash, may_spend);
  if (const auto found = search.find(cuts, {}, 0)) return {*found};
  // Behind what was put in at an end little is left to hash.
  for (const bool is_at_front : {false, true}) {
    for (std::size_t i = 0; i < of_parts; ++i) {
      for (std::size_t j = sites.size(); j-- > i + 1;) {  // HTML first: that is where the other one is
        if (sites[i].is_at_front != is_at_front || sites[j].is_at_front != is_at_front) continue;
        if (auto found = search.find_two(sites[i], sites[j]); !found.empty()) return found;
      }
    }
  }
  return {};
}

}  // namespace alignmail::dkim
