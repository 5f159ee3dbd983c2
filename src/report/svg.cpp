// SPDX-License-Identifier: Apache-2.0
#include "report/svg.hpp"

#include <algorithm>

#include "base/escape.hpp"

namespace alignmail::report::svg {
namespace {

constexpr int column_hundredths = 725;  // of a pixel, of the fixed-width font at 12 pixels; a little spare

Markup sign_body(State state) {
  Markup body;
  switch (state) {
    case State::Good: body.put("<circle class=\"s good\" r=\"9\"/><path class=\"g\" d=\"M-4 0l3 3 5-6\"/>"); break;
    case State::Risk: body.put("<circle class=\"s risk\" r=\"9\"/><path class=\"g\" d=\"M0-5v6M0 4v1\"/>"); break;
    case State::Bad: body.put("<circle class=\"s bad\" r=\"9\"/><path class=\"g\" d=\"M-3-3l6 6M3-3l-6 6\"/>"); break;
    case State::Unknown:
      body.put("<circle class=\"s unk\" r=\"9\"/><path class=\"g\" d=\"M-3-2a3 3 0 1 1 4 3q-1 .5-1 1.5M0 5v.5\"/>");
      break;
    case State::Skipped: body.put("<circle class=\"s skip\" r=\"5\"/>"); break;
  }
  return body;
}

// Of the proportional font, bold, as wide as it comes.
constexpr int bold_tenths = 83;
int bold_pixels_of(const Visible& text) { return static_cast<int>(text.columns()) * bold_tenths / 10; }
std::size_t bold_columns_in(int pixels) { return static_cast<std::size_t>(pixels * 10 / bold_tenths); }

// Where a line may end behind a character.
bool is_joint(char c) { return c == '.' || c == ' ' || c == '@' || c == ';' || c == ',' || c == '/' || c == ':'; }

}  // namespace

State state_of(dmarc::Outcome outcome) {
  switch (outcome) {
    case dmarc::Outcome::Pass: return State::Good;
    case dmarc::Outcome::Fail:
    case dmarc::Outcome::PermError: return State::Bad;
    case dmarc::Outcome::None:
    case dmarc::Outcome::TempError:
    case dmarc::Outcome::Unknown: return State::Risk;
  }
  return State::Unknown;
}

std::string_view to_string(State state) {
  switch (state) {
    case State::Good: return "good";
    case State::Risk: return "at risk";
    case State::Bad: return "broken";
    case State::Unknown: return "not known";
    case State::Skipped: return "not reached";
  }
  return "";
}

std::size_t columns_in(int pixels) { return static_cast<std::size_t>(std::max(pixels, 60) * 100 / column_hundredths); }

int pixels_of(std::size_t columns) { return static_cast<int>(columns) * column_hundredths / 100; }

std::vector<Visible> wrapped(const Visible& text, std::size_t columns) {
  const std::string& octets = text.string();
  std::vector<Visible> result;
  std::size_t begin = 0;  // of the line
  std::size_t joint = 0;  // behind the last character where the line may end
  std::size_t used = 0;   // columns of the line so far
  std::size_t at = 0;
  while (at < octets.size()) {
    const std::string_view rest = std::string_view(octets).substr(at);
    const std::size_t length = std::max<std::size_t>(escape::decode_utf8(rest).length, 1);
    const std::size_t width = escape::columns(rest.substr(0, length));
    if (used + width > columns && at > begin) {
      const std::size_t end = joint > begin ? joint : at;
      result.push_back(text.part(begin, end));
      begin = end;
      used = escape::columns(std::string_view(octets).substr(begin, at - begin));
    }
    used += width;
    at += length;
    if (is_joint(octets[at - 1])) joint = at;
  }
  if (begin < octets.size() || result.empty()) result.push_back(text.part(begin, octets.size()));
  return result;
}

std::vector<Visible> wrapped(std::string_view outside, std::size_t columns) {
  return wrapped(Visible(outside), columns);
}

void Drawing::text(int x, int baseline, Literal css_class, const Visible& text) {
  body_.put("<text").attribute("x", x).attribute("y", baseline).put(" class=\"").put(css_class).put("\">");
  body_.text(text).put("</text>");
}

void Drawing::text(int x, int baseline, Literal css_class, std::string_view outside) {
  text(x, baseline, css_class, Visible(outside));
}

void Drawing::box(int x, int y, int width, int height, Literal css_class) {
  body_.put("<rect").attribute("x", x).attribute("y", y).attribute("width", width).attribute("height", height);
  body_.put(" rx=\"6\" class=\"").put(css_class).put("\"/>");
}

void Drawing::line(int x1, int y1, int x2, int y2, Literal css_class) {
  body_.put("<line").attribute("x1", x1).attribute("y1", y1).attribute("x2", x2).attribute("y2", y2);
  body_.put(" class=\"").put(css_class).put("\"/>");
}

void Drawing::sign(State state, int x, int y) {
  body_.put("<g transform=\"translate(").number(x).put(" ").number(y).put(")\">").put(sign_body(state)).put("</g>");
}

int Drawing::lines(int x, int baseline, Literal css_class, std::string_view outside, std::size_t columns) {
  for (const Visible& each : wrapped(outside, columns)) {
    text(x, baseline, css_class, each);
    baseline += line_height;
  }
  return baseline;
}

Markup Drawing::finish(int height, std::string_view description) {
  Markup picture;
  picture.put(is_narrow() ? Literal("<svg class=\"n\" role=\"img\"") : Literal("<svg class=\"w\" role=\"img\""));
  picture.attribute("aria-label", description).attribute("width", width_).attribute("height", height);
  picture.put(" viewBox=\"0 0 ").number(width_).put(" ").number(height).put("\">").put(body_).put("</svg>\n");
  return picture;
}

Markup icon(State state) {
  Markup picture;
  return picture.put("<svg class=\"i\" viewBox=\"-10 -10 20 20\" width=\"20\" height=\"20\" aria-hidden=\"true\">")
      .put(sign_body(state))
      .put("</svg>");
}

namespace {

constexpr int rail = 10;  // where the signs are
constexpr int left = 32;  // where the text begins

Literal result_class(State state) {
  switch (state) {
    case State::Good: return "r good";
    case State::Bad: return "r bad";
    case State::Risk:
    case State::Unknown:
    case State::Skipped: return "r";
  }
  return "r";
}

// Title and result side by side where both fit, else below each other; returns the next baseline.
int draw_title(Drawing& drawing, const Step& step, int baseline) {
  const int room = drawing.width() - left;
  const std::size_t columns = bold_columns_in(room);
  const int title_width = bold_pixels_of(Visible(step.title)) + 10;
  if (title_width + bold_pixels_of(Visible(step.result)) < room) {
    drawing.text(left, baseline, "t", step.title);
    drawing.text(left + title_width, baseline, result_class(step.state), step.result);
    return baseline + line_height;
  }
  baseline = drawing.lines(left, baseline, "t", step.title, columns);
  return drawing.lines(left, baseline, result_class(step.state), step.result, columns);
}

}  // namespace

Markup steps(const std::vector<Step>& steps, int width, std::string_view description) {
  Drawing drawing(width);
  int y = 14;
  bool broken = false;
  for (const Step& step : steps) {
    int next = draw_title(drawing, step, y + 4);
    if (!step.detail.empty()) next = drawing.lines(left, next, "m dim", step.detail, columns_in(width - left));
    next += 10;
    broken = broken || step.state == State::Bad;
    if (&step != &steps.back()) drawing.line(rail, y + 12, rail, next - 8, broken ? Literal("l skip") : Literal("l"));
    drawing.sign(step.state, rail, y);
    y = next + 4;
  }
  return drawing.finish(y - 12, description);
}

}  // namespace alignmail::report::svg
