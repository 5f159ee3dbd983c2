// SPDX-License-Identifier: Apache-2.0
#include "cli/regions.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "alignmail/ses.hpp"
#include "base/ascii.hpp"
#include "cli/nearest.hpp"
#include "ses/traces.hpp"

namespace alignmail::cli {
namespace {

constexpr std::array<std::string_view, 9> directions = {"north",     "south",     "east",      "west",     "central",
                                                        "northeast", "northwest", "southeast", "southwest"};

std::vector<std::string_view> known_names() {
  std::vector<std::string_view> names;
  for (const ses::Region& region : ses::regions()) names.push_back(region.name);
  return names;
}

}  // namespace

bool looks_like_region(std::string_view name) {
  if (!ses::is_region_name(name)) return false;
  const auto parts = ascii::split(name, '-');
  return std::find(directions.begin(), directions.end(), parts[parts.size() - 2]) != directions.end();
}

std::string region_suggestion(std::string_view name) { return suggestion(name, known_names()); }

std::string region_hint(const std::string& name) {
  if (name.empty() || ses::find_region(name) != nullptr) return "";
  const std::string meant = region_suggestion(name);
  if (!meant.empty()) return "no region " + name + " of SES is known here, and it is used as given" + meant;
  std::vector<std::string> names;
  for (const std::string_view known : known_names()) names.emplace_back(known);
  return "no region " + name + " of SES is known here, and it is used as given; known are " + ascii::join(names, ", ");
}

}  // namespace alignmail::cli
