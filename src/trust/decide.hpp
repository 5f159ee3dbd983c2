// SPDX-License-Identifier: Apache-2.0
// Which reported results the receiver wrote.
//
// What stands above the Received of the boundary was added after the message had come in, so it is
// the receiver's. What stands below it was there before, or a filter of the receiver put it there:
// Gmail, iCloud and most milters write directly below the receiver's own Received. So a field below
// is believed only when
//   - nothing but trace and filter fields lies between it and that Received,
//   - it is under the name of the host that took the message,
//   - no field of the receiver stands above, where a receiver that writes above would write,
//   - the header shows that the message was delivered (an internal hop, Return-Path, Delivered-To):
//     a bare message that begins with the boundary gives nothing to tell the two apart,
//   - it speaks of this client and this envelope, and repeats nothing that was said before.
// Otherwise, under the receiver's own name, it is forged. (Another envelope sender proves no forgery where a host
// inside may have rewritten it.)
//
// Of a whole message even such a field may be the sender's, who can guess the name and the place. It is marked unproven
// then: it is shown, and neither MAIL FROM, the client and HELO nor the loss of a signature rests on it.
#pragma once

#include "alignmail/trust.hpp"

namespace alignmail::trust {

struct Scene {
  const message::Message& message;
  const std::vector<Hop>& hops;
  std::optional<std::size_t> boundary;
  const Given& given;
  const dns::SuffixList& suffixes;
  std::string mail_from;  // the reverse-path as far as it is known beforehand; empty when not
};

// Fills in trust and why of every field.
void decide(const Scene& scene, std::vector<Reported>& reported);

}  // namespace alignmail::trust
