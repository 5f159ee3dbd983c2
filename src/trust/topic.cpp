// SPDX-License-Identifier: Apache-2.0
#include "trust/topic.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "trust/reported.hpp"

namespace alignmail::trust {

bool Topic::operator<(const Topic& other) const {
  if (kind != other.kind) return kind < other.kind;
  if (method != other.method) return method < other.method;
  if (name != other.name) return name < other.name;
  return std::lexicographical_compare(value.begin(), value.end(), other.value.begin(), other.value.end(),
                                      [](char a, char b) { return ascii::lower(a) < ascii::lower(b); });
}

Topic topic_of(const Reported& field, const message::MethodResult& result) {
  Topic topic{.kind = field.kind, .method = result.method};
  if (result.method == "spf") {
    const bool is_helo =
        result.find("identity") == "helo" || (result.find("smtp.helo") && stated_sender(result).empty());
    if (is_helo) topic.name = "helo";
  }
  if (result.method != "dkim") return topic;
  for (const std::string_view name : {"header.b", "header.s", "header.d", "header.i"}) {
    const auto value = result.find(name);
    if (value) return {.kind = field.kind, .method = result.method, .name = name, .value = *value};
  }
  return topic;
}

}  // namespace alignmail::trust
