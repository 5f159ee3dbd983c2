// SPDX-License-Identifier: Apache-2.0
#include "dns/file.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include "base/escape.hpp"

namespace alignmail::dns {
namespace {

constexpr std::size_t most_octets = 256U << 20;  // ours: far beyond any zone worth reading whole

struct Close {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

}  // namespace

Result<std::string> read_file(const std::string& path, std::size_t enough) {
  const std::string shown = escape::visible(path);
  const std::unique_ptr<std::FILE, Close> file(std::fopen(path.c_str(), "rb"));
  if (!file) return failure(Error::Kind::NoInput, "cannot open " + shown + ": " + std::strerror(errno));
  std::string text;
  std::array<char, 65536> chunk;
  while (text.size() < enough) {
    const std::size_t n = std::fread(chunk.data(), 1, std::min(chunk.size(), enough - text.size()), file.get());
    if (n == 0) break;
    text.append(chunk.data(), n);
    if (text.size() > most_octets) return failure(Error::Kind::NoInput, shown + " is larger than 256 MiB");
  }
  if (std::ferror(file.get()) != 0) {
    // A directory opens, and only then refuses to be read.
    const auto kind = errno == EISDIR ? Error::Kind::NoInput : Error::Kind::Io;
    return failure(kind, "cannot read " + shown + ": " + std::strerror(errno));
  }
  return text;
}

}  // namespace alignmail::dns
