// SPDX-License-Identifier: Apache-2.0
#include "dkim/inserted.hpp"

#include <algorithm>
#include <vector>

#include "dkim/crypto.hpp"

namespace alignmail::dkim {
namespace {

constexpr std::string_view crlf = "\r\n";
constexpr std::size_t most_delimiters = 12;
constexpr std::size_t most_lines = 30;  // put in at one place

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
std::vector<Inserted> candidates_of(std::string_view text, const std::vector<std::size_t>& places) {
  std::vector<Inserted> all;
  const std::vector<std::size_t> delimiters = delimiters_of(text, places);
  for (std::size_t i = 0; i < delimiters.size(); ++i) {
    const std::size_t delimiter = delimiters[i];
    const std::size_t above = i == 0 ? 0 : delimiters[i - 1] + 1;
    for (std::size_t count = 1; count <= most_lines && delimiter - above >= count; ++count) {
      all.push_back({delimiter - count, delimiter, false});
    }
    const std::size_t end = i + 1 < delimiters.size() ? delimiters[i + 1] : places.size() - 1;
    std::size_t empty = delimiter + 1;
    while (empty < end && text.substr(places[empty], crlf.size()) != crlf) ++empty;
    for (std::size_t count = 1; count <= most_lines && empty + 1 + count < end; ++count) {
      all.push_back({empty + 1, empty + 1 + count, true});
    }
  }
  std::stable_sort(all.begin(), all.end(), [](const Inserted& a, const Inserted& b) { return a.begin < b.begin; });
  return all;
}

}  // namespace

std::optional<Inserted> find_inserted(std::string_view canonical_body, const std::string& body_hash,
                                      const std::function<bool(std::size_t)>& may_spend) {
  const std::vector<std::size_t> places = line_places(canonical_body);
  Sha256 before;  // everything above the candidate
  std::size_t hashed = 0;
  for (const Inserted& inserted : candidates_of(canonical_body, places)) {
    const std::size_t begin = places[inserted.begin];
    const std::string_view behind = canonical_body.substr(places[inserted.end]);
    if (!may_spend(begin - hashed + behind.size())) return std::nullopt;
    before.update(canonical_body.substr(hashed, begin - hashed));
    hashed = begin;
    Sha256 whole = before;
    whole.update(behind);
    if (whole.digest() == body_hash) return inserted;
  }
  return std::nullopt;
}

}  // namespace alignmail::dkim
