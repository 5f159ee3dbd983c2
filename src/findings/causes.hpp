// SPDX-License-Identifier: Apache-2.0
// Which findings are only the consequence of others.
#pragma once

#include <string>
#include <vector>

#include "alignmail/findings.hpp"

namespace alignmail::findings {

// Sets caused_by of every finding whose cause is present too; a cause is never itself a
// consequence of its effect.
void link_causes(std::vector<Finding>& findings);

}  // namespace alignmail::findings
