// SPDX-License-Identifier: Apache-2.0
// The analysis made by hand, and its report as whoever reads JSON sees it.
#pragma once

#include <nlohmann/json.hpp>

#include "report/fixture.hpp"

namespace fixture {

using Json = nlohmann::json;

struct JsonFixture : Fixture {
  using Fixture::Fixture;
  Json report() const { return Json::parse(render("json")); }
};

}  // namespace fixture
