// SPDX-License-Identifier: Apache-2.0
// The manual of the findings: one rule, or all of them.
#include "alignmail/report.hpp"
#include "base/ascii.hpp"
#include "findings/stories.hpp"
#include "report/examples.hpp"
#include "report/page.hpp"

namespace alignmail::report {
namespace {

std::string markdown_example(const findings::Rule& rule) {
  const auto example = find_example(rule.id);
  if (!example) return "";
  const std::string name(example->sample);
  std::string text = "Sample: [" + name + "](../samples/" + name + "/report.txt)";
  if (example->records.empty() && example->commands.empty()) return text + "\n\n";
  text += ", where that is\n\n```\n";
  for (const auto& lines : {example->records, example->commands}) {
    for (const std::string_view line : lines) text.append(line).append("\n");
  }
  return text + "```\n\n";
}

// What to publish and to run looks like this.
void print_example(Page& page, const findings::Rule& rule) {
  const auto example = find_example(rule.id);
  if (!example) return;
  const bool has_lines = !example->records.empty() || !example->commands.empty();
  page.blank().put("Sample", Paint::Bold).put("      ");
  page.prose("samples/" + std::string(example->sample) + (has_lines ? ", where that is:" : ""), 12);
  for (const auto& lines : {example->records, example->commands}) {
    if (!lines.empty()) page.blank();
    for (const std::string_view line : lines) page.copy(line);
  }
}

std::string markdown_rule(const findings::Rule& rule) {
  std::string text = "### " + std::string(rule.id) + " " + std::string(rule.slug) + "\n\n";
  text += "**" + std::string(to_string(rule.severity)) + "**: " + std::string(rule.title) + ".\n\n";
  text += std::string(rule.explanation) + "\n\n";
  const findings::Story* story = findings::find_story(rule.id);
  if (story != nullptr) text += "How it comes about: " + std::string(story->comes_about) + "\n\n";
  text += "What to do: " + std::string(rule.fix) + ".\n\n";
  text += markdown_example(rule);
  if (story != nullptr && !story->myth.empty()) text += "Myth: " + std::string(story->myth) + "\n\n";
  text += "See ";
  for (const std::string_view reference : rule.references) {
    if (!text.ends_with("See ")) text += ", ";
    text += reference;
  }
  return text + ".\n\n";
}

}  // namespace

std::string render_rule(const findings::Rule& rule, const Style& style) {
  Page page(style);
  page.put(rule.id, Paint::Bold).put(" ").put(rule.slug).right(to_string(rule.severity));
  page.blank().prose(std::string(rule.title) + ".", 0);
  page.blank().prose(rule.explanation, 0);
  const findings::Story* story = findings::find_story(rule.id);
  if (story != nullptr) page.blank().put("How it comes about", Paint::Bold).put("  ").prose(story->comes_about, 12);
  page.blank().put("What to do", Paint::Bold).put("  ").prose(std::string(rule.fix) + ".", 12);
  print_example(page, rule);
  if (story != nullptr && !story->myth.empty()) {
    page.blank().put("Myth", Paint::Bold).put("        ").prose(story->myth, 12);
  }
  page.blank();
  for (const std::string_view reference : rule.references) page.put("See ", Paint::Dim).put(reference).end_line();
  return page.take();
}

std::string render_catalogue(const Style& style, bool markdown) {
  if (markdown) {
    std::string text =
        "# Findings\n\nEvery finding has a permanent id. This page is printed by `alignmail explain --markdown`.\n\n";
    for (const findings::Rule* rule : findings::catalogue()) text += markdown_rule(*rule);
    text.pop_back();
    return text;
  }
  Page page(style);
  for (const findings::Rule* rule : findings::catalogue()) {
    page.put(rule->id, Paint::Bold).column(10).put(to_string(rule->severity)).column(19).prose(rule->title, 19);
  }
  return page.take();
}

}  // namespace alignmail::report
