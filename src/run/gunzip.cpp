// SPDX-License-Identifier: Apache-2.0
#include "run/gunzip.hpp"

#define ZLIB_CONST
#include <zlib.h>

#include <algorithm>

namespace alignmail::run {

Result<std::string> gunzip(std::string_view compressed, const std::string& name, std::size_t most) {
  constexpr int gzip_alone = 15 + 16;  // zlib's word for "the largest window, and a gzip header"
  constexpr std::size_t chunk = 256U << 10;
  z_stream stream{};
  if (inflateInit2(&stream, gzip_alone) != Z_OK) return failure(Error::Kind::Internal, "zlib cannot be set up");
  std::string text;
  int status = Z_OK;
  std::size_t taken = 0;
  while (status == Z_OK && text.size() <= most) {
    if (stream.avail_in == 0 && taken < compressed.size()) {
      const std::size_t more = std::min<std::size_t>(compressed.size() - taken, chunk);
      stream.next_in = reinterpret_cast<const Bytef*>(compressed.data() + taken);
      stream.avail_in = static_cast<uInt>(more);
      taken += more;
    }
    const std::size_t before = text.size();
    const std::size_t room = std::min(chunk, most + 1 - before);
    text.resize(before + room);
    stream.next_out = reinterpret_cast<Bytef*>(text.data() + before);
    stream.avail_out = static_cast<uInt>(room);
    status = inflate(&stream, Z_NO_FLUSH);
    text.resize(before + room - stream.avail_out);
    // Parts may stand one behind the other (section 2.2).
    const bool has_more = stream.avail_in > 0 || taken < compressed.size();
    if (status == Z_STREAM_END && has_more) status = inflateReset(&stream);
  }
  inflateEnd(&stream);
  const bool is_whole = status == Z_STREAM_END || text.size() > most;
  if (!is_whole) return failure(Error::Kind::Io, name + ": the compressed file is broken");
  return text;
}

}  // namespace alignmail::run
