// SPDX-License-Identifier: Apache-2.0
#include "trust/boundary.hpp"

#include <algorithm>
#include <utility>

#include "trust/names.hpp"
#include "trust/reported.hpp"

namespace alignmail::trust {

std::optional<std::size_t> confirm_boundary(const std::vector<Hop>& hops, std::optional<std::size_t> boundary,
                                            const std::vector<Reported>& reported) {
  const std::size_t end = boundary.value_or(hops.size());
  const auto may_be_client = [](const Hop& hop) {
    return hop.received.address && !is_local_address(*hop.received.address);
  };
  const auto stop = hops.begin() + static_cast<std::ptrdiff_t>(end);
  if (std::none_of(hops.begin(), stop, may_be_client)) return boundary;
  std::vector<std::pair<std::size_t, IpAddress>> checked;  // field, client
  for (const Reported& field : reported) {
    for (const message::MethodResult& result : field.results) {
      const auto client = result.method == "spf" ? stated_client(result) : std::nullopt;
      if (client) checked.emplace_back(field.field, *client);
    }
  }
  for (std::size_t i = 0; i < end; ++i) {
    if (!may_be_client(hops[i])) continue;
    const auto names_it = [&](const auto& pair) {
      return pair.first < hops[i].field && pair.second == *hops[i].received.address;
    };
    if (std::any_of(checked.begin(), checked.end(), names_it)) return i;
  }
  return boundary;
}

}  // namespace alignmail::trust
