// SPDX-License-Identifier: Apache-2.0
// Records in the forms of services' interfaces.
#pragma once

#include <span>
#include <string>

#include "alignmail/findings.hpp"

namespace alignmail::report {

// A change batch for "aws route53 change-resource-record-sets --change-batch".
std::string route53(std::span<const findings::RecordChange> records);
// One JSON object a line, the body of "POST /zones/ZONE/dns_records".
std::string cloudflare(std::span<const findings::RecordChange> records);
// aws_route53_record resources; the zone is the caller's variable.
std::string terraform(std::span<const findings::RecordChange> records);

}  // namespace alignmail::report
