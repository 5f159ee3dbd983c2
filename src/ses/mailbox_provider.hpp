// SPDX-License-Identifier: Apache-2.0
// Domains in which anybody can have an address, and nobody but their owner a DNS record.
#pragma once

#include "alignmail/dns_records.hpp"

namespace alignmail::ses {

// Whether addresses at this domain belong to the customers of a public mailbox provider. SES lets
// one verify such an address, never the domain, so that mail from it can align with nothing.
bool is_mailbox_provider(const dns::Domain& domain);

}  // namespace alignmail::ses
