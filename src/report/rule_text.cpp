// SPDX-License-Identifier: Apache-2.0
// The manual of the findings: one rule, or all of them.
#include "alignmail/report.hpp"
#include "base/ascii.hpp"
#include "findings/stories.hpp"
#include "report/page.hpp"

namespace alignmail::report {
namespace {

std::string markdown_rule(const findings::Rule& rule) {
  std::string text = "### " + std::string(rule.id) + " " + std::string(rule.slug) + "\n\n";
  text += "**" + std::string(to_string(rule.severity)) + "**: " + std::string(rule.title) + ".\n\n";
  text += std::string(rule.explanation) + "\n\n";
  const findings::Story* story = findings::find_story(rule.id);
  if (story != nullptr) text += "How it comes about: " + std::string(story->comes_about) + "\n\n";
  text += "What to do: " + std::string(rule.fix) + ".\n\n";
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
