// SPDX-License-Identifier: Apache-2.0
#include "cli/layers.hpp"

#include <unistd.h>

#include <algorithm>
#include <set>

#include "base/ascii.hpp"
#include "base/escape.hpp"
#include "cli/config_file.hpp"
#include "cli/nearest.hpp"
#include "cli/printer.hpp"
#include "run/input.hpp"

namespace alignmail::cli {
namespace {

constexpr std::size_t file_octets = 64U << 10;  // a configuration is a page of text
constexpr std::size_t most_times = 9;           // of a flag such as verbose = 2
constexpr const char* on_line = "command line";

tl::unexpected<Error> bad(const std::string& where, const std::string& what) {
  return failure(Error::Kind::Config, where + ": " + what);
}

bool takes(Command command, const OptionRow& row) { return (row.commands & only(command)) != 0; }

const CommandRow* find_command(std::string_view name) {
  for (const CommandRow& row : command_rows()) {
    if (row.name == name) return &row;
  }
  return nullptr;
}

std::string variable_of(const OptionRow& row) {
  std::string name = "ALIGNMAIL_" + ascii::to_upper(long_name(row));
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

// How often a flag stands there.
std::optional<std::size_t> times(std::string_view value) {
  if (value == "true") return 1;
  if (value == "false") return 0;
  const auto count = ascii::parse_number(value);
  if (!count || *count > most_times) return std::nullopt;
  return static_cast<std::size_t>(*count);
}

// --- files

// The row that a key names, for its section: any command's above the sections.
Result<const OptionRow*> find_row(const ConfigEntry& entry, const CommandRow* section) {
  std::vector<std::string_view> known;
  const OptionRow* foreign = nullptr;
  for (const OptionRow& row : option_rows()) {
    if (row.traits.line_only) {
      if (long_name(row) == entry.key) return failure(Error::Kind::Config, "can only be given on the command line");
      continue;
    }
    const bool fits = section == nullptr || takes(section->command, row);
    if (long_name(row) == entry.key && fits) return &row;
    if (long_name(row) == entry.key) foreign = &row;
    if (fits) known.push_back(long_name(row));
  }
  if (foreign != nullptr) {
    return failure(Error::Kind::Config, "the command " + std::string(section->name) + " has no such option");
  }
  return failure(Error::Kind::Config, "there is no such key" + suggestion(entry.key, known) +
                                          "; keys are the long names of options, as alignmail --help lists them");
}

// The values as they would stand on a line.
Result<std::vector<std::string>> line_values(const ConfigEntry& entry, const OptionRow& row) {
  using Kind = ConfigEntry::Kind;
  if (row.placeholder == nullptr) {
    const auto count = entry.kind == Kind::Boolean || entry.kind == Kind::Number ? times(entry.values.front())
                                                                                 : std::optional<std::size_t>();
    if (!count) return failure(Error::Kind::Config, "wants true or false");
    return std::vector<std::string>(*count);
  }
  if (entry.kind == Kind::Boolean)
    return failure(Error::Kind::Config, "wants a value: " + std::string(row.placeholder));
  if (entry.kind == Kind::List && !row.traits.repeats) {
    return failure(Error::Kind::Config, "wants one value, not a list");
  }
  return entry.values;
}

std::string_view settled_by(const OptionRow& row) { return row.traits.settles ? row.traits.settles : long_name(row); }

Result<void> take_entry(const ConfigEntry& entry, Command command, const std::string& where, Layer& layer) {
  const CommandRow* const section = entry.section.empty() ? nullptr : find_command(entry.section);
  if (!entry.section.empty() && section == nullptr) {
    std::vector<std::string_view> names;
    for (const CommandRow& each : command_rows()) names.push_back(each.name);
    return bad(where, "[" + entry.section + "]: there is no such command" + suggestion(entry.section, names));
  }
  const auto row = find_row(entry, section);
  if (!row) return bad(where, entry.key + ": " + row.error().what);
  const auto values = line_values(entry, **row);
  if (!values) return bad(where, entry.key + ": " + values.error().what);
  const bool concerns_us = takes(command, **row) && (section == nullptr || section->command == command);
  if (!concerns_us) return {};
  // What a section says of its command goes before what stands above all sections.
  const bool is_ours = section != nullptr;
  if (is_ours) {
    std::erase_if(layer.options, [&](const GivenOption& other) {
      return !other.is_ours && settled_by(*other.row) == settled_by(**row);
    });
  }
  for (const std::string& value : *values) layer.options.push_back({*row, value, where, false, is_ours});
  if (values->empty()) layer.options.push_back({*row, "", where, true, is_ours});
  return {};
}

// Whether it may be passed over: it is not there, or where it is nobody lets us look.
bool is_out_of_reach(const std::string& path) {
  if (::access(path.c_str(), F_OK) != 0) return true;
  return ::access(path.substr(0, path.rfind('/')).c_str(), X_OK) != 0;
}

// --- what is in force

// Farthest first; of what several layers say, only what the nearest says is left.
std::vector<GivenOption> in_force(const std::vector<Layer>& nearest_first) {
  std::vector<GivenOption> left;
  std::set<std::string_view> settled;
  for (const Layer& layer : nearest_first) {
    std::vector<GivenOption> here;
    for (const GivenOption& option : layer.options) {
      if (settled.count(settled_by(*option.row)) == 0) here.push_back(option);
    }
    for (const GivenOption& option : here) settled.insert(settled_by(*option.row));
    left.insert(left.begin(), here.begin(), here.end());
  }
  return left;
}

std::string toml_escape(char32_t point) {
  constexpr std::string_view meanings = "\b\f\n\r\t";
  constexpr std::string_view letters = "bfnrt";
  const std::size_t which = point < 0x80 ? meanings.find(static_cast<char>(point)) : std::string_view::npos;
  if (which != std::string_view::npos) return {'\\', letters[which]};
  std::string digits(point < 0x10000 ? 4 : 8, '0');
  for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit, point >>= 4)
    *digit = "0123456789ABCDEF"[point & 0xF];
  return (digits.size() == 4 ? "\\u" : "\\U") + digits;
}

// A text of TOML, with what must not reach a screen as an escape. What is no UTF-8 no TOML can say.
std::string quoted(std::string_view text) {
  std::string result = "\"";
  while (!text.empty()) {
    const escape::CodePoint point = escape::decode_utf8(text);
    const std::string_view octets = text.substr(0, std::max<std::size_t>(point.length, 1));
    text.remove_prefix(octets.size());
    if (point.length > 0 && escape::is_deceptive(point.value)) {
      result += toml_escape(point.value);
      continue;
    }
    for (const char c : point.length > 0 ? std::string(octets) : escape::visible(octets)) {
      if (c == '"' || c == '\\') result += '\\';
      result += c;
    }
  }
  return result + '"';
}

std::string printed_value(const OptionRow& row, const std::vector<std::string>& values) {
  if (row.placeholder == nullptr) return values.size() == 1 ? "true" : std::to_string(values.size());
  if (values.size() == 1) return quoted(values.front());
  std::string list = "[";
  for (const std::string& value : values) list += (list.size() > 1 ? ", " : "") + quoted(value);
  return list + "]";
}

}  // namespace

Result<Layer> environment_layer(Command command, const Environment& environment) {
  Layer layer;
  for (const OptionRow& row : option_rows()) {
    if (row.traits.line_only || !takes(command, row)) continue;
    const std::string variable = variable_of(row);
    const auto value = environment(variable);
    if (!value) continue;
    const std::string origin = "environment " + variable;
    if (row.placeholder == nullptr) {
      const auto count = times(*value);
      if (!count) return bad(variable, quoted(*value) + " is not true or false");
      for (std::size_t i = 0; i < *count; ++i) layer.options.push_back({&row, "", origin});
      if (*count == 0) layer.options.push_back({&row, "", origin, true});
    } else {
      const auto values = row.traits.repeats ? ascii::split(*value, ',') : std::vector<std::string_view>{*value};
      for (const std::string_view each : values)
        layer.options.push_back({&row, std::string(ascii::trim(each)), origin});
    }
  }
  return layer;
}

Result<Layer> file_layer(Command command, const std::string& file, std::string_view text) {
  const auto entries = parse_config(text, file);
  if (!entries) return tl::unexpected(entries.error());
  Layer layer;
  for (const ConfigEntry& entry : *entries) {
    auto taken = take_entry(entry, command, file + ":" + std::to_string(entry.line), layer);
    if (!taken) return tl::unexpected(taken.error());
  }
  return layer;
}

Result<std::vector<Layer>> file_layers(Command command, const Environment& environment) {
  std::vector<std::string> files;
  const auto config_home = environment("XDG_CONFIG_HOME");
  const auto home = environment("HOME");
  if (config_home && config_home->starts_with('/')) {
    files.push_back(*config_home + "/alignmail/config.toml");
  } else if (home && home->starts_with('/')) {
    files.push_back(*home + "/.config/alignmail/config.toml");
  }
  files.emplace_back("/etc/alignmail.toml");
  std::vector<Layer> layers;
  for (const std::string& file : files) {
    if (is_out_of_reach(file)) continue;
    const auto octets = run::read_octets(file, file_octets);
    if (!octets) return failure(Error::Kind::Config, octets.error().what);
    if (octets->text.size() > file_octets) return bad(file, "too long to be a configuration (over 64 KiB)");
    auto layer = file_layer(command, file, octets->text);
    if (!layer) return tl::unexpected(layer.error());
    layers.push_back(*std::move(layer));
  }
  return layers;
}

Result<void> apply_layers(const std::vector<Layer>& nearest_first, Settings& settings) {
  for (const GivenOption& option : in_force(nearest_first)) {
    if (option.is_off) continue;
    auto applied = option.row->apply(settings, option.value);
    if (applied && option.origin != on_line && long_name(*option.row) == "format") {
      applied = check_formats({.command = settings.command, .outputs = {{.format = option.value}}});
    }
    if (applied) continue;
    if (option.origin == on_line) return applied;
    return bad(option.origin, applied.error().what);
  }
  return {};
}

std::string print_configuration(const std::vector<Layer>& nearest_first, Command command) {
  const std::vector<GivenOption> options = in_force(nearest_first);
  std::string text;
  for (const OptionRow& row : option_rows()) {
    if (row.traits.line_only || !takes(command, row)) continue;
    std::vector<std::string> values;
    std::string origin;
    for (const GivenOption& option : options) {
      if (option.row != &row) continue;
      if (!option.is_off) values.push_back(option.value);
      origin = option.origin;
    }
    const std::string name(long_name(row));
    std::string line = "# " + name + " is not set";
    if (!values.empty()) {
      line = name + " = " + printed_value(row, values);
    } else if (row.traits.usual != nullptr) {
      line = name + " = " + quoted(row.traits.usual);
      origin = "default";
    } else if (row.placeholder == nullptr) {
      line = name + " = false";
      if (origin.empty()) origin = "default";
    }
    if (!origin.empty()) line += "  # " + escape::visible(origin);
    text += line + "\n";
  }
  return text;
}

}  // namespace alignmail::cli
