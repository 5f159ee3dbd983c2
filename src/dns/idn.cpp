// SPDX-License-Identifier: Apache-2.0
#include "dns/idn.hpp"

#include <idn2.h>

#include <memory>

#include "base/escape.hpp"

namespace alignmail::dns {
namespace {

struct Free {
  void operator()(char* text) const { idn2_free(text); }
};
using Text = std::unique_ptr<char, Free>;

}  // namespace

Result<std::string> to_a_labels(std::string_view text) {
  const auto refuse = [&](const char* why) {
    return failure(Error::Kind::Malformed,
                   "\"" + escape::visible_ascii(text.substr(0, 80)) + "\" cannot be an internationalized name: " + why);
  };
  // The library reads C strings, so a NUL would hide what follows it.
  if (text.find('\0') != std::string_view::npos) return refuse("it holds a NUL");
  char* output = nullptr;
  const int status = idn2_to_ascii_8z(std::string(text).c_str(), &output, IDN2_NONTRANSITIONAL | IDN2_NFC_INPUT);
  const Text converted(output);
  if (status != IDN2_OK) return refuse(idn2_strerror(status));
  return std::string(converted.get());
}

std::string to_u_labels(std::string_view text) {
  const std::string source(text);
  if (source.find("xn--") == std::string::npos) return source;
  char* output = nullptr;
  if (idn2_to_unicode_8z8z(source.c_str(), &output, 0) != IDN2_OK) return source;
  const Text converted(output);
  const auto back = to_a_labels(converted.get());
  return back && *back == source ? std::string(converted.get()) : source;
}

}  // namespace alignmail::dns
