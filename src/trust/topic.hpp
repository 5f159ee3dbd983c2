// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "alignmail/trust.hpp"

namespace alignmail::trust {

// What a result is of: a method, or one identity or signature of it. Views of what is judged.
struct Topic {
  ReportedKind kind;
  std::string_view method;
  std::string_view name{};  // of the property that tells it from others
  std::string_view value{};

  bool operator<(const Topic& other) const;
};
Topic topic_of(const Reported& field, const message::MethodResult& result);

}  // namespace alignmail::trust
