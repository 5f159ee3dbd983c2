// SPDX-License-Identifier: Apache-2.0
#include "ses/names.hpp"

namespace alignmail::ses {

const dns::Domain& amazonses() {
  static const dns::Domain parsed = *dns::Domain::parse("amazonses.com");
  return parsed;
}

}  // namespace alignmail::ses
