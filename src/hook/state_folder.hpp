// SPDX-License-Identifier: Apache-2.0
// Where the hook keeps its reports: one file for each message, whole or not there.
//
// No name in it comes from a message. A report has its name only after its octets are on the
// disk, and counts as filed only when its name is there too.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace alignmail::hook {

enum class Filing : std::uint8_t { Filed, Failed, TooMany };

class StateFolder {
 public:
  // The first of the places that is there or can be made; nothing when there is none.
  static std::optional<StateFolder> open(const std::vector<std::string>& places);
  ~StateFolder();
  StateFolder(StateFolder&& other) noexcept;
  StateFolder& operator=(StateFolder&&) = delete;

  // reports/TIME-RANDOM.json. TooMany: over the rate of a minute or the number kept.
  Filing file(std::string_view report) const;
  // A line in hook.log, as long as that is small: what went wrong, for whoever wonders.
  void log(std::string_view sentence) const;

 private:
  StateFolder(int folder, int reports) : folder_(folder), reports_(reports) {}

  int folder_;
  int reports_;
};

// Puts a private file in the place of another, whole or not at all. No link is followed.
bool replace_file(const std::string& path, std::string_view octets);

// The places in their order: --report-dir alone when it is given, else below XDG_STATE_HOME, else
// below HOME. Values that are no absolute path do not count.
std::vector<std::string> state_places(const std::string& given, const char* state_home, const char* home);

}  // namespace alignmail::hook
