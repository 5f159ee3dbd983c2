// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "alignmail/trust.hpp"

namespace alignmail::trust {

// The fields that report results, top down, read but not yet judged.
std::vector<Reported> collect_reported(const message::Message& message);

// The address that a result names as the client's: a property, or a comment of a known form.
std::optional<IpAddress> stated_client(const message::MethodResult& result);
// The envelope sender that an spf result names; empty when none.
std::string stated_sender(const message::MethodResult& result);
// Its domain; empty also where only a local part is written ("smtp.mailfrom=bounce").
std::string stated_sender_domain(const message::MethodResult& result);
// The signing domain that a dkim result names by d=, or by i= behind its "@"; empty when none.
std::string stated_signer(const message::MethodResult& result);

}  // namespace alignmail::trust
