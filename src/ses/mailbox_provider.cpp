// SPDX-License-Identifier: Apache-2.0
#include "ses/mailbox_provider.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace alignmail::ses {
namespace {

// The large ones; in order, for the search.
constexpr std::array<std::string_view, 58> providers = {
    "126.com",     "139.com",      "163.com",        "aim.com",     "aol.com",        "bigpond.com",
    "bk.ru",       "bluewin.ch",   "btinternet.com", "comcast.net", "fastmail.com",   "fastmail.fm",
    "free.fr",     "freenet.de",   "gmail.com",      "gmx.at",      "gmx.ch",         "gmx.com",
    "gmx.de",      "gmx.net",      "googlemail.com", "hey.com",     "hotmail.co.uk",  "hotmail.com",
    "hotmail.de",  "hotmail.fr",   "icloud.com",     "inbox.ru",    "laposte.net",    "libero.it",
    "list.ru",     "live.com",     "mac.com",        "mail.com",    "mail.ru",        "me.com",
    "msn.com",     "naver.com",    "orange.fr",      "outlook.com", "outlook.de",     "pm.me",
    "posteo.de",   "proton.me",    "protonmail.com", "qq.com",      "rediffmail.com", "rocketmail.com",
    "t-online.de", "tutanota.com", "web.de",         "yahoo.co.jp", "yahoo.co.uk",    "yahoo.com",
    "yahoo.de",    "yahoo.fr",     "yandex.ru",      "ymail.com"};
static_assert(std::is_sorted(providers.begin(), providers.end()));

}  // namespace

bool is_mailbox_provider(const dns::Domain& domain) {
  return std::binary_search(providers.begin(), providers.end(), std::string_view(domain.text()));
}

}  // namespace alignmail::ses
