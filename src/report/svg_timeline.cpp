// SPDX-License-Identifier: Apache-2.0
// The way of the message: a bar for what each hop took. Clocks differ, so a hop can seem to end
// before it began: such a bar is hatched, never drawn backwards.
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <iterator>

#include "report/pictures.hpp"

namespace alignmail::report::svg {
namespace {

using std::chrono::seconds;

constexpr std::size_t most = 24;  // hops drawn
constexpr int bar_height = 12;

struct Bar {
  std::string from, by;
  std::string tls;
  bool is_boundary = false;
  bool has_date = false;
  std::optional<seconds> delay{};  // since the hop before; absent for the first and without dates
  seconds begin{0};                // on the scale
  seconds end{0};
};

std::string duration(seconds time) {
  constexpr long hour = 3600;
  constexpr long day = 24 * hour;
  const long count = std::labs(static_cast<long>(time.count()));
  const std::string sign = time.count() < 0 ? "-" : "";
  if (count < 120) return sign + std::to_string(count) + " s";
  if (count < 2 * hour) return sign + std::to_string(count / 60) + " min";
  if (count < 2 * day) return sign + std::to_string(count / hour) + " h";
  return sign + std::to_string(count / day) + " days";
}

// In the order of time as the header tells it: from the bottom up.
std::vector<Bar> bars_of(const trust::Assessment& trust, seconds& whole) {
  std::vector<Bar> bars;
  std::optional<std::chrono::sys_seconds> before;
  seconds clock{0};  // advances by positive delays only
  const std::size_t count = std::min(trust.hops.size(), most);
  for (std::size_t i = count; i-- > 0;) {
    const message::Received& hop = trust.hops[i].received;
    Bar bar{.from = hop.from.empty() ? hop.address ? hop.address->to_string() : "(not said)" : hop.from,
            .by = hop.by.empty() ? "(not said)" : hop.by,
            .tls = hop.tls,
            .is_boundary = trust.boundary == i,
            .has_date = hop.date.has_value(),
            .begin = clock};
    if (hop.date && before) bar.delay = *hop.date - *before;
    if (bar.delay) clock += std::max(*bar.delay, seconds(0));
    bar.end = clock;
    if (hop.date) before = hop.date;
    bars.push_back(std::move(bar));
  }
  whole = std::max(clock, seconds(1));
  return bars;
}

std::string note_of(const Bar& bar) {
  std::string note = bar.delay ? duration(*bar.delay) : bar.has_date ? "begins here" : "no date";
  if (bar.delay && bar.delay->count() < 0) note += " (clocks differ)";
  if (!bar.tls.empty()) note += ", " + bar.tls;
  if (bar.is_boundary) note += ", the receiver takes it";
  return note;
}

void hatch(Drawing& drawing, int x, int y, int width) {
  drawing.box(x, y, width, bar_height, "bar skew");
  for (int at = x + 2; at + 6 <= x + width; at += 6) drawing.line(at, y + bar_height - 1, at + 5, y + 1, "skew");
}

void draw_bar(Drawing& drawing, const Bar& bar, seconds whole, int x, int y, int width) {
  const auto place = [&](seconds time) {
    return x + static_cast<int>(time.count() * (width - 4) / std::max<std::int64_t>(whole.count(), 1));
  };
  drawing.line(x, y + bar_height / 2, x + width, y + bar_height / 2, "track");
  const int begin = place(bar.begin);
  if (bar.delay && bar.delay->count() < 0) {
    hatch(drawing, std::min(begin, x + width - 20), y, 20);
  } else {
    drawing.box(begin, y, std::max(place(bar.end) - begin, 4), bar_height, "bar");
  }
}

}  // namespace

Markup timeline_picture(const Analysis& analysis, int width) {
  if (analysis.trust.hops.empty()) return {};
  seconds whole{0};
  const std::vector<Bar> bars = bars_of(analysis.trust, whole);
  Drawing drawing(width);
  const bool beside = !drawing.is_narrow();
  const int track = beside ? 400 : 0;
  std::string description = "The way of the message, first hop first.";
  int y = 0;
  for (const Bar& bar : bars) {
    const std::string note = note_of(bar);
    const std::size_t columns = columns_in(beside ? track - 20 : width);
    int next = drawing.lines(0, y + 14, "m", bar.from, columns);
    next = drawing.lines(0, next, "m", "-> " + bar.by, columns);
    draw_bar(drawing, bar, whole, track, beside ? y + 6 : next - 10, width - track - 2);
    if (!beside) next += 22;
    drawing.text(track, beside ? y + 34 : next, bar.delay && bar.delay->count() < 0 ? Literal("c risk") : Literal("c"),
                 note);
    y = (beside ? std::max(next, y + 36) : next + line_height) + 4;
    description += " From " + bar.from + " to " + bar.by + ": " + note + ".";
  }
  return drawing.finish(y, description);
}

}  // namespace alignmail::report::svg
