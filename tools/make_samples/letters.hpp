// SPDX-License-Identifier: Apache-2.0
// The messages as their authors write them, before anybody sends or signs them.
#pragma once

#include "make_samples/mail.hpp"

namespace make_samples {

Mail plain_letter(const std::string& from, const std::string& to, const std::string& subject, const std::string& text);
// The same text twice, multipart/alternative, both parts quoted-printable.
Mail html_letter(const std::string& from, const std::string& to, const std::string& subject, const std::string& text,
                 const std::string& html);

Mail order_confirmation(const std::string& to);  // from orders@example.com
Mail newsletter(const std::string& from, const std::string& to);
Mail parcel_notice(const std::string& to);
Mail club_note(const std::string& to);  // from club@example.net

}  // namespace make_samples
