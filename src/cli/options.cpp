// SPDX-License-Identifier: Apache-2.0
// CLI11 splits the line into options and arguments and prints the help. It sees no types: every
// value goes through its row, in the order of the line, so that our errors are ours.
#include "cli/options.hpp"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <span>

#include "base/escape.hpp"
#include "cli/layers.hpp"
#include "cli/nearest.hpp"
#include "cli/option_rows.hpp"
#include "cli/written.hpp"

namespace alignmail::cli {
namespace {

const CommandRow& row_of(Command command) {
  for (const CommandRow& row : command_rows()) {
    if (row.command == command) return row;
  }
  return command_rows().front();
}

// "-f,--format" to its parts.
std::vector<std::string_view> split_names(std::string_view names) {
  const std::size_t comma = names.find(',');
  if (comma == std::string_view::npos) return {names};
  return {names.substr(0, comma), names.substr(comma + 1)};
}

// What CLI11 writes of positional arguments is not for people.
class HelpFormatter : public CLI::Formatter {
 public:
  explicit HelpFormatter(const CommandRow& command) : command_(command) { column_width(32); }

  std::string make_usage(const CLI::App* /*app*/, std::string name) const override {
    return "Usage: " + name + " [OPTIONS]" + argument() + "\n";
  }
  std::string make_positionals(const CLI::App* /*app*/) const override {
    if (!command_.arguments) return "";
    std::string line = "  " + std::string(command_.arguments);
    line.resize(32, ' ');
    return "\n" + line + command_.arguments_help + "\n";
  }
  std::string argument() const {
    if (!command_.arguments) return "";
    return " [" + std::string(command_.arguments) + (command_.most > 1 ? "...]" : "]");
  }

 private:
  const CommandRow& command_;
};

struct Parser {
  CLI::App app;
  std::map<const CLI::Option*, const OptionRow*> rows;
  std::vector<std::string> arguments;

  explicit Parser(const CommandRow& command)
      : app(command.help, "alignmail " + std::string(command.name)), command_(command.command) {
    app.set_help_flag();
    app.allow_extras();
    app.formatter(std::make_shared<HelpFormatter>(command));
    if (command.arguments) {
      app.add_option(command.arguments, arguments, command.arguments_help)->type_name("")->expected(-1);
    }
    for (const OptionRow& row : option_rows()) {
      if ((row.commands & only(command.command)) != 0) add(row);
    }
  }

 private:
  void add(const OptionRow& row) {
    // One value each time it stands there; how often that is, the row decides.
    CLI::Option* option = row.placeholder ? app.add_option(row.names) : app.add_flag(row.names);
    option->description(help_of(row, command_))
        ->group(is_offered(row, command_) ? row.group : "")
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    if (row.placeholder) option->type_name(row.placeholder)->type_size(1)->expected(-1)->allow_extra_args(false);
    rows.emplace(option, &row);
  }

  Command command_;
};

const OptionRow* find_row(std::string_view name) {
  for (const OptionRow& row : option_rows()) {
    const auto names = split_names(row.names);
    if (std::find(names.begin(), names.end(), name) != names.end()) return &row;
  }
  return nullptr;
}

// The command is the first argument that is no option and no option's value, when it is the
// name of one; it is taken out of the line.
Command take_command(std::vector<std::string>& line) {
  for (auto word = line.begin(); word != line.end(); ++word) {
    if (*word == "--") break;
    if (word->size() > 1 && word->front() == '-') {
      const OptionRow* row = find_row(*word);
      const bool value_follows = row && row->placeholder;
      if (value_follows && word + 1 != line.end()) ++word;
      continue;
    }
    for (const CommandRow& row : command_rows()) {
      if (row.name != *word) continue;
      line.erase(word);
      return row.command;
    }
    break;
  }
  return Command::Check;
}

// "--mail-from=" is an empty value: CLI11 would take the next word for it.
void split_empty_values(std::vector<std::string>& line) {
  for (std::size_t i = 0; i < line.size() && line[i] != "--"; ++i) {
    if (!line[i].starts_with("--") || !line[i].ends_with('=')) continue;
    line[i].pop_back();
    line.insert(line.begin() + static_cast<std::ptrdiff_t>(i) + 1, "");
  }
}

// What another command calls it, or another program.
struct Synonym {
  std::string_view word;
  std::string_view meant;
};
constexpr Synonym synonyms[] = {
    {"--ip", "--client-ip"},      {"--client-ip", "--ip"},
    {"--from", "--mail-from"},    {"--sender", "--mail-from"},
    {"--mail-from", "--from"},    {"--ehlo", "--helo"},
    {"--domain", "--from"},       {"--server", "--dns"},
    {"--resolver", "--dns"},      {"--zone", "--dns"},
    {"--offline", "--dns"},       {"--out", "--output"},
    {"--time", "--at"},           {"--date", "--at"},
    {"--region", "--ses-region"}, {"--timeout", "--dns-timeout"},
    {"-o", "--report-dir"},       {"--output", "--report-dir"},
};

// The synonym that the command has; empty when it has none.
std::string_view synonym_of(std::string_view name, std::span<const std::string_view> known) {
  for (const Synonym& synonym : synonyms) {
    const bool is_there = std::find(known.begin(), known.end(), synonym.meant) != known.end();
    if (synonym.word == name && is_there) return synonym.meant;
  }
  return {};
}

tl::unexpected<Error> unknown_option(const std::string& word, Command command) {
  const std::string name = word.substr(0, word.find('='));
  std::vector<std::string_view> known;
  for (const OptionRow& row : option_rows()) {
    if (!is_offered(row, command)) continue;
    for (const std::string_view each : split_names(row.names)) known.push_back(each);
  }
  const std::string_view meant = synonym_of(name, known);
  const std::string hint = meant.empty() ? "" : "; did you mean " + std::string(meant) + "?";
  if (find_row(name)) {
    return failure(Error::Kind::Usage,
                   "alignmail " + std::string(row_of(command).name) + " has no option " + escape::visible(name) + hint);
  }
  return failure(Error::Kind::Usage,
                 "unknown option " + escape::visible(name) + (hint.empty() ? suggestion(name, known) : hint));
}

tl::unexpected<Error> useless(const std::string& argument, Command command) {
  return failure(Error::Kind::Usage, "\"alignmail " + std::string(row_of(command).name) +
                                         "\" does not take the argument " + escape::visible(argument));
}

Layer line_layer(const Parser& parser) {
  Layer layer;
  std::map<const CLI::Option*, std::size_t> seen;
  for (const CLI::Option* option : parser.app.parse_order()) {
    const auto row = parser.rows.find(option);
    if (row == parser.rows.end()) continue;
    const std::size_t occurrence = seen[option]++;
    const std::string value = row->second->placeholder ? option->results().at(occurrence) : "";
    layer.options.push_back({row->second, value, "command line"});
  }
  return layer;
}

bool is_given(const Layer& line, std::string_view name) {
  return std::any_of(line.options.begin(), line.options.end(),
                     [&](const GivenOption& option) { return long_name(*option.row) == name; });
}

std::optional<std::string> variable(const std::string& name) {
  const char* const value = std::getenv(name.c_str());  // NOLINT(concurrency-mt-unsafe): before any thread
  return value ? std::optional<std::string>(value) : std::nullopt;
}

// The line first. Who asks for help gets it, whatever is wrong with a file.
Result<void> apply_all(const Parser& parser, Settings& settings) {
  std::vector<Layer> layers{line_layer(parser)};
  if (is_given(layers.front(), "help") || is_given(layers.front(), "version")) return apply_layers(layers, settings);
  auto environment = environment_layer(settings.command, variable);
  if (!environment) return tl::unexpected(environment.error());
  layers.push_back(*std::move(environment));
  auto files = file_layers(settings.command, variable);
  if (!files) return tl::unexpected(files.error());
  std::move(files->begin(), files->end(), std::back_inserter(layers));
  if (auto applied = apply_layers(layers, settings); !applied) return applied;
  if (settings.show == Show::Config) settings.configuration = print_configuration(layers, settings.command);
  return {};
}

}  // namespace

Result<Settings> parse_command_line(const std::vector<std::string>& arguments) {
  Settings settings;
  std::vector<std::string> line = arguments;
  settings.command = take_command(line);
  Parser parser(row_of(settings.command));
  try {
    split_empty_values(line);
    std::vector<std::string> reversed(line.rbegin(), line.rend());  // as CLI11 takes it
    parser.app.parse(std::move(reversed));
  } catch (const CLI::ArgumentMismatch& error) {
    const std::string what = error.what();
    return failure(Error::Kind::Usage, "option " + escape::visible(what.substr(0, what.find(':'))) + " needs a value");
  } catch (const CLI::ParseError& error) {
    return failure(Error::Kind::Usage, escape::visible(error.what()));
  }
  std::vector<std::string> remaining = parser.app.remaining();
  std::erase(remaining, "--");
  // Behind an option that is none an argument may seem one too many.
  for (const std::string& word : remaining) {
    if (word.size() > 1 && word.front() == '-') return unknown_option(word, settings.command);
  }
  if (!remaining.empty()) return useless(remaining.front(), settings.command);
  // CLI11 takes "-5" for a number, and so for an argument.
  const bool may_be_files = std::find(line.begin(), line.end(), "--") != line.end();
  for (const std::string& word : parser.arguments) {
    if (!may_be_files && word.size() > 1 && word.front() == '-') return unknown_option(word, settings.command);
  }
  const auto most = static_cast<std::size_t>(row_of(settings.command).most);
  if (parser.arguments.size() > most) return useless(parser.arguments[most], settings.command);
  if (auto applied = apply_all(parser, settings); !applied) return tl::unexpected(applied.error());
  if (auto checked = check_written(settings); !checked) return tl::unexpected(checked.error());
  settings.arguments = std::move(parser.arguments);
  return settings;
}

Command command_of(const std::vector<std::string>& arguments) {
  std::vector<std::string> line = arguments;
  return take_command(line);
}

std::string help(Command command) {
  Parser parser(row_of(command));
  std::string text = parser.app.help();
  // CLI11 parts its groups with two empty lines.
  for (auto at = text.find("\n\n\n"); at != std::string::npos; at = text.find("\n\n\n", at)) text.erase(at, 1);
  if (command != Command::Check) return text;
  text += "\nCommands:\n";
  for (const CommandRow& row : command_rows()) {
    std::string usage = "  " + std::string(row.name) + HelpFormatter(row).argument();
    usage.resize(std::max<std::size_t>(usage.size() + 1, 32), ' ');
    text += usage + row.help + "\n";
  }
  text +=
      "\nExit status: 0 nothing wrong, 1 a finding at or above --fail-on, 2 undecided (DNS gave no answer),\n"
      "64 and above: the work could not be done.\n";
  return text;
}

}  // namespace alignmail::cli
