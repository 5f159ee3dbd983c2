// SPDX-License-Identifier: Apache-2.0
#include "cli/printer.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "base/ascii.hpp"
#include "cli/option_rows.hpp"
#include "cli/output.hpp"

namespace alignmail::cli {
namespace {

constexpr int widest = 100;  // prose is hard to read beyond
constexpr int usual_width = 80;
constexpr int narrowest = 40;

std::string_view environment(const char* name) {
  const char* const value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): read once, before any thread
  return value ? value : "";
}

bool wants_color(Color color, bool terminal) {
  if (color != Color::Auto) return color == Color::Always;
  return terminal && environment("NO_COLOR").empty() && environment("TERM") != "dumb";
}

bool locale_is_utf8() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const std::string value = ascii::to_lower(environment(name));
    if (!value.empty()) return value.find("utf-8") != std::string::npos || value.find("utf8") != std::string::npos;
  }
  return false;
}

int terminal_width() {
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return usual_width;
  return std::clamp<int>(size.ws_col, narrowest, widest);
}

std::string_view name_of(Command command) {
  for (const CommandRow& row : command_rows()) {
    if (row.command == command) return row.name;
  }
  return "";
}

}  // namespace

Result<void> check_formats(const Settings& settings) {
  std::vector<std::string> known = formats_of(settings.command);
  if (known.empty()) return {};  // it prints none, whatever is asked for
  for (const Output& output : settings.outputs) {
    if (output.format.empty() || std::find(known.begin(), known.end(), output.format) != known.end()) continue;
    const std::string last = known.back();
    known.pop_back();
    return failure(Error::Kind::Usage, "--format: " + std::string(name_of(settings.command)) + " prints " +
                                           ascii::join(known, ", ") + " or " + last + ", not " + output.format);
  }
  return {};
}

report::Style terminal_style(const Settings& settings) {
  const bool terminal = ::isatty(STDOUT_FILENO) == 1;
  return {.color = wants_color(settings.color, terminal),
          .unicode = settings.unicode || (terminal && locale_is_utf8()),
          .width = terminal ? terminal_width() : usual_width,
          .verbosity = settings.verbosity,
          .records = settings.records,
          .records_given = settings.records_given};
}

Printer::Printer(const Settings& settings) {
  std::vector<Output> outputs = settings.outputs;
  if (outputs.empty()) outputs.emplace_back();
  for (Output& output : outputs) {
    Sink sink;
    sink.format = output.format.empty() ? &report::formats().front() : report::find_format(output.format);
    if (output.file != "-") sink.file = std::move(output.file);
    sink.style = terminal_style(settings);
    if (!sink.file.empty()) {
      sink.style.color = settings.color == Color::Always;
      sink.style.unicode = settings.unicode;
      sink.style.width = usual_width;
    }
    sink.document = sink.format->open(sink.style);
    sinks_.push_back(std::move(sink));
  }
}

bool Printer::has_standard_output() const {
  return std::any_of(sinks_.begin(), sinks_.end(), [](const Sink& sink) { return sink.file.empty(); });
}

Result<void> Printer::write(Sink& sink, const std::string& text) {
  if (!sink.file.empty()) {
    sink.text += text;
    return {};
  }
  auto written = text.empty() ? Result<void>() : write_standard(text);
  broken_ = broken_ || !written;
  return written;
}

Result<void> Printer::print(const Render& render) { return print_parts(this->render(render)); }

std::vector<std::string> Printer::render(const Render& render) const {
  std::vector<std::string> parts;
  parts.reserve(sinks_.size());
  for (const Sink& sink : sinks_) parts.push_back(render(*sink.format, sink.style));
  return parts;
}

Result<void> Printer::print_parts(std::vector<std::string> parts) {
  has_printed_ = true;
  for (std::size_t i = 0; i < sinks_.size(); ++i) {
    if (auto written = write(sinks_[i], sinks_[i].document->add(std::move(parts[i]))); !written) return written;
  }
  return {};
}

Result<void> Printer::print_to_people(const std::string& text) {
  for (Sink& sink : sinks_) {
    if (sink.format->name != "text" || sink.style.verbosity < 0) continue;
    if (auto written = write(sink, text); !written) return written;
  }
  return {};
}

Result<void> Printer::finish() {
  for (Sink& sink : sinks_) {
    if (auto written = write(sink, sink.document->finish()); !written) return written;
    // Where nothing was analysed a file keeps what it holds.
    if (sink.file.empty() || !has_printed_) continue;
    if (auto written = write_file(sink.file, sink.text); !written) return written;
  }
  return {};
}

}  // namespace alignmail::cli
