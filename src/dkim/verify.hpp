// SPDX-License-Identifier: Apache-2.0
// One signature judged by what is known now (RFC 6376 section 6.1; RFC 8617 section 5.2).
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "alignmail/dkim.hpp"
#include "dkim/memo.hpp"

namespace alignmail::dkim {

enum class Covers : std::uint8_t { HeaderAndBody, Header };  // an ARC seal covers no body

// Asks for the key, checks header signature and body hash, each where it can be checked, and
// draws the conclusion. `hash` gives SHA-256 of the header input when it is needed.
SignatureResult judge_signature(Verifier::Memo& memo, const Shared<Signature>& signature, Covers covers,
                                const std::function<std::string()>& hash, dns::Inquiry& inquiry,
                                std::chrono::sys_seconds now);

// Of a header given alone: its b= is shorter than what its key makes, or is not valid base64, or is not there. Then
// what was given is not what stood in the message, and nothing can be said of it.
bool is_cut(const message::Message& message, const SignatureResult& result);

// SHA-256 of the header input of a DKIM-Signature or ARC-Message-Signature in its message.
std::string header_hash_of(const message::Message& message, const Signature& signature);

}  // namespace alignmail::dkim
