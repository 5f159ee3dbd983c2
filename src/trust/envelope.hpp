// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "alignmail/trust.hpp"

namespace alignmail::trust {

// The reverse-path that is known without believing any result: given, else of the topmost
// Return-Path. The source says which; None when there is neither.
Envelope known_envelope(const message::Message& message, const Given& given);

// Completes it with what trusted fields and the boundary hop say.
void complete_envelope(Envelope& envelope, const message::Message& message, const Assessment& assessment);

}  // namespace alignmail::trust
