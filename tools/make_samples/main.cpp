// SPDX-License-Identifier: Apache-2.0
// make-samples KEYS FOLDER: writes FOLDER/<case>/{message.eml,zone.txt}, always the same octets.
// make-samples KEYS FOLDER COUNT OCTETS: the messages of tools/bench.
#include <filesystem>
#include <fstream>
#include <iostream>

#include "make_samples/bench.hpp"
#include "make_samples/sample.hpp"

namespace {

bool write(const std::filesystem::path& path, const std::string& octets) {
  std::ofstream file(path, std::ios::binary);
  file << octets;
  return file.good();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3 && argc != 5) {
    std::cerr << "usage: make-samples KEYS FOLDER [COUNT OCTETS]\n";
    return 64;
  }
  const auto keys = make_samples::Keys::load(argv[1]);
  if (!keys) {
    std::cerr << "make-samples: " << keys.error().what << "\n";
    return 66;
  }
  using namespace make_samples;
  if (argc == 5) return make_bench(*keys, argv[2], std::stoul(argv[3]), std::stoul(argv[4])) ? 0 : 73;
  for (const auto& group :
       {setup_samples(), ses_samples(), spf_samples(), dkim_samples(), change_samples(), dmarc_samples(),
        author_samples(), receiver_samples(), delivery_samples(), dns_samples(), input_samples()})
    for (const Sample& sample : group) {
      const std::filesystem::path folder = std::filesystem::path(argv[2]) / sample.name;
      const Files files = sample.make(std::string(sample.name), *keys);
      std::error_code error;
      std::filesystem::create_directories(folder, error);
      if (!write(folder / "message.eml", files.message) || !write(folder / "zone.txt", files.zone)) {
        std::cerr << "make-samples: cannot write " << folder.string() << "\n";
        return 73;
      }
    }
  return 0;
}
