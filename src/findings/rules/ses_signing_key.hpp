// SPDX-License-Identifier: Apache-2.0
// The key with which SES signs for an identity: Easy DKIM's own, or one that it was given (BYODKIM).
#pragma once

#include "alignmail/findings.hpp"

namespace alignmail::findings {

// Whether SES made that signature for the author's identity.
bool is_made_by_ses(const Analysis& analysis, const dkim::SignatureResult& result);

// A longer key, in the place of a short one.
Fix lengthen_key(const Analysis& analysis, const dkim::SignatureResult& result);

// The key in DNS is not the one that signs.
Fix bring_keys_together(const Analysis& analysis, const dkim::SignatureResult& result);

}  // namespace alignmail::findings
