// SPDX-License-Identifier: Apache-2.0
#include "cli/written.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/escape.hpp"

namespace alignmail::cli {
namespace {

struct Written {
  std::string what;
  std::string file;  // "-": standard output
  bool is_report = false;
};

tl::unexpected<Error> same_place(const Written& first, const Written& second) {
  if (!first.is_report || !second.is_report) {
    return failure(Error::Kind::Usage,
                   first.what + " and " + second.what + " would go to " + escape::visible(first.file));
  }
  if (first.file == "-") {
    return failure(Error::Kind::Usage, "two reports would go to standard output; give each -f its own -o FILE");
  }
  return failure(Error::Kind::Usage, "two reports would go to " + escape::visible(first.file));
}

}  // namespace

Result<void> check_written(const Settings& settings) {
  std::vector<Written> all;
  const bool prints = settings.command != Command::Hook;
  for (const Output& output : settings.outputs) {
    if (prints) all.push_back({"a report", output.file.empty() ? "-" : output.file, true});
  }
  const std::pair<const char*, const std::string&> kept[] = {{"--dns-record", settings.record},
                                                             {"--dns-cache", settings.bulk.dns_cache}};
  for (const auto& [option, file] : kept) {
    if (file == "-") {
      return failure(Error::Kind::Usage, std::string(option) + " needs a file; standard output is for the report");
    }
    if (!file.empty()) all.push_back({option, file});
  }
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (std::size_t j = i + 1; j < all.size(); ++j) {
      if (all[i].file == all[j].file) return same_place(all[i], all[j]);
    }
  }
  return {};
}

}  // namespace alignmail::cli
