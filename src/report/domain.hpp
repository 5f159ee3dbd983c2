// SPDX-License-Identifier: Apache-2.0
// The report of alignmail domain: the set-up of a domain, without a message (render_domain()).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "alignmail/domain_audit.hpp"
#include "alignmail/report.hpp"

namespace alignmail::report {

std::string domain_markdown(const DomainSubject& subject, const Style& style);
std::string domain_html(const DomainSubject& subject, const Style& style);

// In words, the same in all forms for people.
std::string headline(Standing standing);
std::string label_of(const ses::ChecklistRow& row);   // "MAIL FROM MX"
std::string status_of(const ses::ChecklistRow& row);  // capitals for what has to be mended
std::string remark_of(const ses::ChecklistRow& row);  // what stands below its name: the policy; empty when nothing does
// "send.example.com (given)"; nothing when nobody knows.
std::string with_origin(const std::string& value, ses::Origin origin);
std::string dkim_text(const ses::Setup& setup);  // "easy, 2 of 3 tokens"
// Commands that make SES name what to look for, when nobody did; empty when all is named or something else comes first.
std::vector<std::string> how_to_name(const DomainSubject& subject);

// The object that `alignmail domain -f json` prints.
std::string domain_json(const DomainSubject& subject, bool indented);

}  // namespace alignmail::report
