// SPDX-License-Identifier: Apache-2.0
#include "base/escape.hpp"
#include "dns/master_file.hpp"

namespace alignmail::dns {

Result<Layer> read_overlay(const std::string& path) {
  auto file = read_master_file(path);
  if (!file) return tl::unexpected(file.error());
  Layer layer;
  for (MasterRecord& record : file->records) {
    if (record.name.text().starts_with("*.") || record.name.text() == "*") {
      // What a wildcard covers depends on every name below, and those are the source's.
      return failure(Error::Kind::Malformed, escape::visible(path) + ", line " + std::to_string(record.line) +
                                                 ": an overlay has no wildcards; write the name itself");
    }
    layer.add(record.name, record.type, std::move(record.data));
  }
  return layer;
}

}  // namespace alignmail::dns
