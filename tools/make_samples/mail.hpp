// SPDX-License-Identifier: Apache-2.0
// A message while it is made. Line ends are LF in here; on_the_wire() makes them CRLF.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace make_samples {

struct Field {
  std::string name;
  std::string value;  // with its folds
};

// A signature that the message carries, for the receiver who reports on it.
struct SignedBy {
  std::string domain;
  std::string selector;
  std::string algorithm;
  std::string b;  // the first eight characters (RFC 6008)
  int bits = 0;
};

struct Mail {
  std::vector<Field> header;
  std::string body;
  std::vector<SignedBy> signatures;  // in the order of the header

  std::string value(std::string_view name) const;  // of the first field of that name; empty without one
  Mail& add(std::string name, std::string value);  // below all others
  Mail& put_on_top(std::string name, std::string value);
  Mail& insert_before(std::string_view other, std::string name, std::string value);
};

std::string with_crlf(std::string_view text);
std::string on_the_wire(const Mail& mail);
// The domain of "Name <user@domain>" or "user@domain".
std::string domain_of(std::string_view address);

}  // namespace make_samples
