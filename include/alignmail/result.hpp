// SPDX-License-Identifier: Apache-2.0
// Errors: why a job could not be done at all.
//
// A protocol verdict such as "spf=fail" is never an Error: it is the value that
// the operation returns. Only src/cli turns an Error into a message and an exit status.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <tl/expected.hpp>

namespace alignmail {

struct Error {
  enum class Kind : std::uint8_t {
    Usage,         // the command line or its values
    NoInput,       // no such file, or it cannot be opened
    NotAMessage,   // zero octets, or no header field at all
    Malformed,     // text that does not follow its grammar
    CannotCreate,  // an output cannot be created
    Io,            // reading or writing failed half-way
    Config,        // a configuration or expectation file
    Internal,      // ours
  };

  Kind kind;
  std::string what;        // one sentence: what, where, what to do; no trailing full stop
  std::size_t offset = 0;  // octet of the text at fault, for Malformed
};

template <class T>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> failure(Error::Kind kind, std::string what, std::size_t offset = 0) {
  return tl::unexpected<Error>(Error{kind, std::move(what), offset});
}

}  // namespace alignmail
