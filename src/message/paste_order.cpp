// SPDX-License-Identifier: Apache-2.0
// The order of fields: a header grows at its top, so Received falls in time from top to bottom.
#include <algorithm>

#include "alignmail/headers.hpp"
#include "base/ascii.hpp"
#include "message/paste.hpp"
#include "message/paste_names.hpp"

namespace alignmail::message::paste {
namespace {

constexpr std::size_t npos = std::string::npos;
constexpr std::size_t most_hops = 200;

struct PastedField {
  std::string name{};
  std::vector<Line> lines{};

  std::string body() const {
    std::string text;
    for (const Line& line : lines) text += line.text + "\r\n";
    return text.substr(std::min(text.find(':') + 1, text.size()));
  }
};

std::vector<PastedField> fields_of(std::vector<Line> lines) {
  std::vector<PastedField> fields;
  for (Line& line : lines) {
    if (line.role == Role::Field || fields.empty()) {
      fields.push_back({ascii::to_lower(field_name(line.text).value_or("")), {}});
    }
    fields.back().lines.push_back(std::move(line));
  }
  return fields;
}

std::vector<Line> lines_of(std::vector<PastedField> fields) {
  std::vector<Line> lines;
  for (PastedField& field : fields) std::move(field.lines.begin(), field.lines.end(), std::back_inserter(lines));
  return lines;
}

struct Hop {
  std::size_t field = 0;
  std::chrono::sys_seconds date{};
};

std::vector<Hop> hops_of(const std::vector<PastedField>& fields) {
  std::vector<Hop> hops;
  for (std::size_t i = 0; i < fields.size() && hops.size() < most_hops; ++i) {
    if (fields[i].name != "received") continue;
    const auto date = parse_received(fields[i].body()).date;
    if (date) hops.push_back({i, *date});
  }
  return hops;
}

bool rises(const std::vector<Hop>& hops) {
  const auto later = [](const Hop& a, const Hop& b) { return a.date < b.date; };
  return hops.size() > 1 && std::is_sorted(hops.begin(), hops.end(), later) && hops.front().date < hops.back().date;
}

std::size_t first_of(const std::vector<PastedField>& fields, std::string_view name) {
  const auto found = std::find_if(fields.begin(), fields.end(), [&](const PastedField& f) { return f.name == name; });
  return found == fields.end() ? npos : static_cast<std::size_t>(found - fields.begin());
}

// Upside down: what the sender wrote stands above all that servers added on top of it.
bool is_reversed(const std::vector<PastedField>& fields, const std::vector<Hop>& hops) {
  const std::size_t from = first_of(fields, "from");
  const std::size_t received = first_of(fields, "received");
  const std::size_t signature = first_of(fields, "dkim-signature");
  if (from == npos || received == npos || from > received) return false;
  return rises(hops) || (hops.size() == 1 && signature != npos && from < signature);
}

bool is_sorted_by_name(const std::vector<PastedField>& fields) {
  constexpr std::size_t too_few = 8;
  return fields.size() >= too_few &&
         std::is_sorted(fields.begin(), fields.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
}

}  // namespace

Done restore_order(Draft& draft) {
  if (!draft.is_alone) return {};
  std::vector<PastedField> fields = fields_of(draft.lines);
  std::vector<Hop> hops = hops_of(fields);
  Done done;
  if (is_reversed(fields, hops)) {
    std::reverse(fields.begin(), fields.end());
  } else if (is_sorted_by_name(fields)) {
    // Only the path can be put right, by its dates.
    std::vector<std::size_t> places;
    places.reserve(hops.size());
    for (const Hop& hop : hops) places.push_back(hop.field);
    std::stable_sort(hops.begin(), hops.end(), [](const Hop& a, const Hop& b) { return a.date > b.date; });
    const std::vector<PastedField> before = fields;
    for (std::size_t i = 0; i < hops.size(); ++i) fields[places[i]] = before[hops[i].field];
  } else {
    return {};
  }
  done.note(draft.lines.front());
  draft.lines = lines_of(std::move(fields));
  return done;
}

}  // namespace alignmail::message::paste
