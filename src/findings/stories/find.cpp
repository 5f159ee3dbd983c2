// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "findings/stories.hpp"

namespace alignmail::findings {

const Story* find_story(std::string_view id) {
  for (const std::span<const Story> stories : {ses_stories(), dns_record_stories(), message_stories()}) {
    const auto found = std::find_if(stories.begin(), stories.end(), [&](const Story& story) { return story.id == id; });
    if (found != stories.end()) return &*found;
  }
  return nullptr;
}

}  // namespace alignmail::findings
