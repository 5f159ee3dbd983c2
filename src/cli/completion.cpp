// SPDX-License-Identifier: Apache-2.0
// alignmail completion: a script for a shell, made of the tables that the program itself uses.
#include <algorithm>

#include "base/ascii.hpp"
#include "cli/commands.hpp"
#include "cli/option_rows.hpp"
#include "cli/output.hpp"
#include "cli/values.hpp"

namespace alignmail::cli {
namespace {

using ascii::join;

std::vector<std::string> names_of(const OptionRow& row) {
  std::vector<std::string> names;
  for (const std::string_view name : ascii::split(row.names, ',')) names.emplace_back(name);
  return names;
}

std::string command_names(std::string_view separator) {
  std::vector<std::string> names;
  for (const CommandRow& row : command_rows()) names.emplace_back(row.name);
  return join(names, separator);
}

std::string finding_names() {
  std::vector<std::string> names;
  for (const findings::Rule* rule : findings::catalogue()) names.emplace_back(rule->id);
  return join(names, " ");
}

// The words that an argument takes; empty when it takes anything.
std::string words_of(const CommandRow& row) {
  if (row.command == Command::Explain) return finding_names();
  return row.words ? row.words : "";
}

bool takes_files(const char* placeholder) {
  const std::string_view what = placeholder ? placeholder : "";
  return what == "FILE" || what == "DIR" || what == "MAILDIR" || what == "SPEC";
}

std::vector<const CommandRow*> takers_of(const OptionRow& row) {
  std::vector<const CommandRow*> takers;
  for (const CommandRow& command : command_rows()) {
    if (is_offered(row, command.command)) takers.push_back(&command);
  }
  return takers;
}

// Inside '…' of a shell that knows no escape there.
std::string single_quoted(std::string_view text) {
  std::string result = "'";
  for (const char c : text) {
    if (c == '\'') {
      result += "'\\''";
    } else {
      result += c;
    }
  }
  return result + "'";
}

// --- bash

std::string bash_values() {
  std::string text;
  for (const OptionRow& row : option_rows()) {
    if (!row.placeholder) continue;
    const bool differs = long_name(row) == "format";  // by command: bash_commands() names them
    const std::string words = differs ? "" : words_of(row, takers_of(row).front()->command);
    const std::string answer = differs                        ? "compgen -W \"$formats\" -- \"$cur\""
                               : !words.empty()               ? "compgen -W '" + words + "' -- \"$cur\""
                               : takes_files(row.placeholder) ? "compgen -f -- \"$cur\""
                                                              : "true";
    text += "    " + join(names_of(row), "|") + ") mapfile -t COMPREPLY < <(" + answer + "); return ;;\n";
  }
  return text;
}

std::string bash_commands() {
  std::string text;
  for (const CommandRow& command : command_rows()) {
    std::vector<std::string> options;
    std::string formats;
    for (const OptionRow& row : option_rows()) {
      if (!is_offered(row, command.command)) continue;
      if (long_name(row) == "format") formats = words_of(row, command.command);
      for (std::string& name : names_of(row)) options.push_back(std::move(name));
    }
    text += "    " + std::string(command.name) + ") options='" + join(options, " ") + "' words='" + words_of(command) +
            "' formats='" + formats + "' files=" + (takes_files(command.arguments) ? "yes" : "") + " ;;\n";
  }
  return text;
}

std::string bash_script() {
  return "# bash completion for alignmail\n"
         "_alignmail() {\n"
         "  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} command='' word options words formats "
         "files\n"
         "  COMPREPLY=()\n"
         "  for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
         "    case $word in " +
         command_names("|") +
         ") command=$word; break ;; esac\n"
         "  done\n"
         "  case ${command:-check} in\n" +
         bash_commands() +
         "  esac\n"
         "  case $prev in\n" +
         bash_values() +
         "  esac\n"
         "  if [[ $cur == -* ]]; then\n"
         "    mapfile -t COMPREPLY < <(compgen -W \"$options\" -- \"$cur\"); return\n"
         "  fi\n"
         "  [[ -n $command ]] || words='" +
         command_names(" ") +
         "'\n"
         "  mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$cur\"; [[ -z $files ]] || compgen -f -- \"$cur\")\n"
         "}\n"
         "complete -o filenames -F _alignmail alignmail\n";
}

// --- zsh

// In a specification of _arguments these have a meaning.
std::string zsh_text(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '[' || c == ']' || c == ':' || c == '\\') result += '\\';
    result += c;
  }
  return result;
}

std::string zsh_values(const std::string& words, const char* placeholder) {
  if (!words.empty()) return "(" + words + ")";
  return takes_files(placeholder) ? "_files" : " ";
}

std::string zsh_command(const CommandRow& command) {
  std::string text = "    " + std::string(command.name) + ")\n      arguments=(\n";
  for (const OptionRow& row : option_rows()) {
    if (!is_offered(row, command.command)) continue;
    for (const std::string& name : names_of(row)) {
      std::string specification = "*" + name + "[" + zsh_text(help_of(row, command.command)) + "]";
      if (row.placeholder)
        specification +=
            ":" + std::string(row.placeholder) + ":" + zsh_values(words_of(row, command.command), row.placeholder);
      text += "        " + single_quoted(specification) + "\n";
    }
  }
  if (command.arguments) {
    text +=
        "        " +
        single_quoted("*:" + std::string(command.arguments) + ":" + zsh_values(words_of(command), command.arguments)) +
        "\n";
  }
  return text + "      ) ;;\n";
}

std::string zsh_script() {
  std::string text =
      "#compdef alignmail\n"
      "_alignmail() {\n"
      "  local command='' word\n"
      "  local -a arguments commands\n"
      "  for word in ${words[2,CURRENT-1]}; do\n"
      "    case $word in (" +
      command_names("|") +
      ") command=$word; break ;; esac\n"
      "  done\n"
      "  case ${command:-check} in\n";
  for (const CommandRow& command : command_rows()) text += zsh_command(command);
  text += "  esac\n  commands=(\n";
  for (const CommandRow& command : command_rows()) {
    text += "    " + single_quoted(std::string(command.name) + ":" + zsh_text(command.help)) + "\n";
  }
  return text +
         "  )\n"
         "  if [[ -z $command && $words[CURRENT] != -* ]]; then _describe command commands; fi\n"
         "  if [[ -n $command ]]; then\n"
         "    local at=${words[(i)$command]}\n"
         "    words=(\"${(@)words[1,at-1]}\" \"${(@)words[at+1,-1]}\")\n"
         "    (( CURRENT-- ))\n"
         "  fi\n"
         "  _arguments -s : $arguments\n"
         "}\n"
         "if [[ $zsh_eval_context[-1] == loadautofunc ]]; then _alignmail \"$@\"; else compdef _alignmail alignmail; "
         "fi\n";
}

// --- fish

// For the commands whose help says the same of it.
std::string fish_option(const OptionRow& row, const std::vector<std::string>& commands, Command one) {
  std::string text = "complete -c alignmail -n 'contains -- (__alignmail_command) " + join(commands, " ") + "'";
  for (const std::string& name : names_of(row)) {
    text += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
  }
  const std::string words = words_of(row, one);
  if (!words.empty()) {
    text += " -x -a '" + words + "'";
  } else if (row.placeholder) {
    text += takes_files(row.placeholder) ? " -r -F" : " -x";
  }
  return text + " -d " + single_quoted(help_of(row, one)) + "\n";
}

std::string fish_option(const OptionRow& row) {
  std::string text;
  std::vector<std::string> alike;
  const std::vector<const CommandRow*> takers = takers_of(row);
  for (auto taker = takers.begin(); taker != takers.end(); ++taker) {
    alike.emplace_back((*taker)->name);
    const bool goes_on =
        taker + 1 != takers.end() && help_of(row, (*taker)->command) == help_of(row, taker[1]->command);
    if (goes_on) continue;
    text += fish_option(row, alike, (*taker)->command);
    alike.clear();
  }
  return text;
}

std::string fish_script() {
  std::string text =
      "# fish completion for alignmail\n"
      "function __alignmail_command\n"
      "  for word in (commandline -opc)[2..-1]\n"
      "    if contains -- $word " +
      command_names(" ") +
      "\n      echo $word\n      return\n    end\n  end\n  echo check\nend\n"
      "function __alignmail_needs_command\n"
      "  for word in (commandline -opc)[2..-1]\n"
      "    contains -- $word " +
      command_names(" ") + "; and return 1\n  end\n  return 0\nend\n";
  for (const CommandRow& command : command_rows()) {
    text += "complete -c alignmail -n __alignmail_needs_command -a " + std::string(command.name) + " -d " +
            single_quoted(command.help) + "\n";
    const std::string words = words_of(command);
    if (words.empty() && takes_files(command.arguments)) continue;
    text += "complete -c alignmail -n 'contains -- (__alignmail_command) " + std::string(command.name) + "' -f" +
            (words.empty() ? "" : " -a '" + words + "'") + "\n";
  }
  for (const OptionRow& row : option_rows()) text += fish_option(row);
  return text;
}

}  // namespace

ExitStatus run_completion(const Settings& settings) {
  static constexpr std::string_view shells[] = {"bash", "zsh", "fish"};
  if (settings.arguments.empty()) {
    return report_error({Error::Kind::Usage, "completion needs the name of a shell: bash, zsh or fish"});
  }
  const auto shell = parse_word("completion", settings.arguments.front(), shells);
  if (!shell) return report_error(shell.error());
  const auto written = write_standard(*shell == 0 ? bash_script() : *shell == 1 ? zsh_script() : fish_script());
  return written ? ExitStatus::Good : report_error(written.error());
}

}  // namespace alignmail::cli
