// SPDX-License-Identifier: Apache-2.0
// The public suffix list.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "alignmail/domain.hpp"
#include "alignmail/result.hpp"

namespace alignmail::dns {

// A public suffix list, for the organizational domain of RFC 7489 section 3.2. RFC 9989 needs none.
class SuffixList {
 public:
  // The system's list, else the one built into libpsl.
  static SuffixList system();
  static Result<SuffixList> load(const std::string& path);

  // The registrable domain; the name itself when it is a public suffix.
  Domain organizational_domain(const Domain& name) const;
  // The day the list was made ("2023-02-09"), where it can be known.
  const std::string& date() const { return date_; }
  // Of the list, never given twice while the program runs; for keys of what was found with it.
  std::uint64_t number() const;

 private:
  struct List;
  std::shared_ptr<const List> list_;
  std::string date_;
};

}  // namespace alignmail::dns
