// SPDX-License-Identifier: Apache-2.0
// The reports of a run on their way to where -f and -o send them.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "alignmail/report.hpp"
#include "cli/settings.hpp"

namespace alignmail::cli {

// Refuses a format that the command has no form for; --format may stand in a file that all commands read.
Result<void> check_formats(const Settings& settings);

class Printer {
 public:
  explicit Printer(const Settings& settings);

  using Render = std::function<std::string(const report::Format&, const report::Style&)>;

  // Renders once for each output: a whole report or a part of a document. Standard output gets
  // it as soon as it can, a file when all is done.
  Result<void> print(const Render& render);
  // The same in two steps: the first from any thread, the second from one.
  std::vector<std::string> render(const Render& render) const;
  Result<void> print_parts(std::vector<std::string> parts);
  Result<void> finish();  // also when nothing was printed: an empty document is a document
  // To the text outputs that are not quiet.
  Result<void> print_to_people(const std::string& text);
  // True when standard output took nothing more: then there is no use in going on.
  bool is_broken() const { return broken_; }
  bool has_standard_output() const;

 private:
  struct Sink {
    const report::Format* format = nullptr;
    std::string file{};  // empty: standard output
    report::Style style{};
    std::unique_ptr<report::Document> document{};
    std::string text{};  // for the file
  };

  Result<void> write(Sink& sink, const std::string& text);

  std::vector<Sink> sinks_;
  bool has_printed_ = false;
  bool broken_ = false;
};

// How standard output wants text: colour, width, script.
report::Style terminal_style(const Settings& settings);

}  // namespace alignmail::cli
