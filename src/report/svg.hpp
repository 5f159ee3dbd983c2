// SPDX-License-Identifier: Apache-2.0
// Pictures as inline SVG. Coordinates are pixels; colours come from the page's style by class, so
// that light, dark and print are decided in one place.
//
// A picture is drawn twice, for wide and for narrow screens, and the page shows one of them:
// text in a picture that is scaled down cannot be read.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "alignmail/dmarc.hpp"
#include "report/markup.hpp"

namespace alignmail::report::svg {

// How well something stands, as a sign and a colour.
enum class State : std::uint8_t { Good, Risk, Bad, Unknown, Skipped };
std::string_view to_string(State state);  // for readers who do not see the sign
State state_of(dmarc::Outcome outcome);

inline constexpr int wide = 720;
inline constexpr int narrow = 304;
inline constexpr int line_height = 18;

// Columns of the fixed-width font that fit into so many pixels.
std::size_t columns_in(int pixels);
int pixels_of(std::size_t columns);

// Lines of at most so many columns, broken behind dots, spaces and other joints where there are
// some; nothing is left out.
std::vector<Visible> wrapped(const Visible& text, std::size_t columns);
std::vector<Visible> wrapped(std::string_view outside, std::size_t columns);

class Drawing {
 public:
  explicit Drawing(int width) : width_(width) {}
  int width() const { return width_; }
  bool is_narrow() const { return width_ < wide; }

  // The class names what is drawn; the style knows its colour.
  void text(int x, int baseline, Literal css_class, const Visible& text);
  void text(int x, int baseline, Literal css_class, std::string_view outside);
  void box(int x, int y, int width, int height, Literal css_class);
  void line(int x1, int y1, int x2, int y2, Literal css_class);
  void sign(State state, int x, int y);  // centred there, 18 pixels wide

  // Wrapped lines from a baseline on; returns the baseline of the line behind them.
  int lines(int x, int baseline, Literal css_class, std::string_view outside, std::size_t columns);

  void add(const Drawing& other) { body_.put(other.body_); }  // on top

  Markup finish(int height, std::string_view description);

 private:
  int width_;
  Markup body_;
};

// The sign alone, beside text that says the same.
Markup icon(State state);

// One of a chain of steps, from the top down.
struct Step {
  State state = State::Unknown;
  std::string title{};
  std::string result{};  // a word or two
  std::string detail{};  // names and values
};
// Signs on a rail; behind the first broken one the rail is broken.
Markup steps(const std::vector<Step>& steps, int width, std::string_view description);

}  // namespace alignmail::report::svg
