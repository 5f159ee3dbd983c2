// SPDX-License-Identifier: Apache-2.0
// The tables in tests/spf/data: zones and what check_host() must make of them. The format is
// explained in tests/spf/data/README.md.
#pragma once

#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "alignmail/spf.hpp"
#include "base/ascii.hpp"
#include "base/time.hpp"

namespace spf_tests {

struct Case {
  std::string file{};
  int line = 0;
  std::string name{};
  std::shared_ptr<const std::string> zone{};
  alignmail::spf::Request request{};
  std::string result{};
  std::optional<int> lookups{};
  std::optional<int> voids{};
  std::optional<int> worst{};
  std::optional<std::string> by{};           // the term that matched
  std::optional<std::string> why{};          // part of the detail
  std::optional<std::string> explanation{};  // absent: there must be none
};

inline std::string trimmed(std::string_view text) { return std::string(alignmail::ascii::trim(text)); }

inline std::string at_line(const Case& c) { return c.file + ":" + std::to_string(c.line) + ": "; }

// The identity as an SMTP server has it: "<>" is a null reverse-path, "-" a usual HELO name.
inline void set_identity(Case& c, const std::string& ip, const std::string& sender, const std::string& helo) {
  using namespace alignmail;
  c.request.ip = IpAddress::parse(ip);
  if (!c.request.ip && ip != "-") throw std::runtime_error(at_line(c) + "no address: " + ip);
  c.request.helo = helo == "-" ? "helo.example.net" : helo;
  c.request.sender = sender == "<>" ? "postmaster@" + c.request.helo : sender;
  c.request.receiver = "mx.example.org";
  c.request.now = *parse_rfc3339("2026-11-02T10:00:00Z");
  const std::string domain = c.request.sender.substr(c.request.sender.rfind('@') + 1);
  if (auto parsed = dns::Domain::parse_international(domain)) c.request.domain = *parsed;
}

inline void set_expectation(Case& c, const std::string& text) {
  const std::string word = text.substr(0, text.find(' '));
  const std::string rest = trimmed(text.substr(word.size()));
  if (word == "lookups") {
    c.lookups = std::stoi(rest);
  } else if (word == "voids") {
    c.voids = std::stoi(rest);
  } else if (word == "worst") {
    c.worst = std::stoi(rest);
  } else if (word == "by") {
    c.by = rest;
  } else if (word == "why") {
    c.why = rest;
  } else if (word == "explanation") {
    c.explanation = rest;
  } else if (word == "explanation-bar") {  // "!" stands for the bar that parts the columns
    c.explanation = rest;
    std::replace(c.explanation->begin(), c.explanation->end(), '!', '|');
  } else {
    throw std::runtime_error(at_line(c) + "what is \"" + word + "\"?");
  }
}

// name | ip | sender | helo => result | lookups N | ...
inline Case parse_case(const std::string& file, int number, const std::string& text) {
  Case c{.file = file, .line = number};
  const std::size_t arrow = text.find("=>");
  if (arrow == std::string::npos) throw std::runtime_error(at_line(c) + "a case needs =>");
  std::vector<std::string> left;
  for (const auto part : alignmail::ascii::split(std::string_view(text).substr(0, arrow), '|')) {
    left.push_back(trimmed(part));
  }
  if (left.size() != 4) throw std::runtime_error(at_line(c) + "name | ip | sender | helo");
  c.name = left[0];
  set_identity(c, left[1], left[2], left[3]);
  const std::string right = text.substr(arrow + 2);
  const auto parts = alignmail::ascii::split(right, '|');
  c.result = trimmed(parts.front());
  for (std::size_t i = 1; i < parts.size(); ++i) set_expectation(c, trimmed(parts[i]));
  return c;
}

// Reads one file, line by line.
class Reader {
 public:
  explicit Reader(const std::filesystem::path& path) : file_(path.filename()), in_(path) {}

  std::vector<Case> read() {
    for (std::string line; std::getline(in_, line);) {
      ++number_;
      take(trimmed(line));
    }
    return std::move(cases_);
  }

 private:
  enum class Section { Cases, Records, Zone };

  void take(const std::string& text) {
    if (text == "zone:") {
      section_ = Section::Zone;
      zone_ = std::make_shared<std::string>();
    } else if (text == "cases:") {
      section_ = Section::Cases;
    } else if (text.starts_with("records:")) {
      section_ = Section::Records;
      client_ = trimmed(text.substr(8));
    } else if (section_ == Section::Zone) {
      *zone_ += text + "\n";
    } else if (!text.empty() && text.front() != '#') {
      section_ == Section::Cases ? take_case(text) : take_record(text);
    }
  }

  void take_case(const std::string& text) {
    cases_.push_back(parse_case(file_, number_, text));
    cases_.back().zone = zone_;
  }

  // name | record => result: the record of example.com, in the zone above.
  void take_record(const std::string& text) {
    const std::size_t bar = text.find('|');
    const std::size_t arrow = text.find(" =>");
    const std::string record = trimmed(text.substr(bar + 1, arrow - bar - 1));
    take_case(text.substr(0, bar) + "| " + client_ + " | user@example.com | -" + text.substr(arrow));
    cases_.back().zone = std::make_shared<std::string>(*zone_ + "example.com. TXT " + record + "\n");
  }

  std::string file_;
  std::ifstream in_;
  int number_ = 0;
  Section section_ = Section::Cases;
  std::string client_{};
  std::shared_ptr<std::string> zone_ = std::make_shared<std::string>();
  std::vector<Case> cases_{};
};

inline std::vector<Case> all_cases() {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(ALIGNMAIL_SOURCE_DIR "/tests/spf/data")) {
    if (entry.path().extension() == ".txt") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  std::vector<Case> cases;
  for (const auto& file : files) {
    for (Case& c : Reader(file).read()) cases.push_back(std::move(c));
  }
  return cases;
}

}  // namespace spf_tests
