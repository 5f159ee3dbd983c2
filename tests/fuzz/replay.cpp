// SPDX-License-Identifier: Apache-2.0
// Reads every seed, and each one cut and changed in a few places, without a fuzzer.
//
// usage: fuzz-replay SEEDS [SAMPLES]   (folders: SEEDS/TARGET/*, SAMPLES/*/message.eml and zone.txt)
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <random>
#include <string>

#include "fuzz/targets.hpp"

namespace {

namespace fs = std::filesystem;

std::string read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::size_t count = 0;

void run(const fuzz::Target& target, const std::string& octets) {
  ++count;
  target.run(octets);
}

// The same changes on every run.
void run_with_changes(const fuzz::Target& target, const std::string& seed, int changes) {
  run(target, seed);
  std::mt19937 random(static_cast<std::mt19937::result_type>(seed.size()));
  for (int i = 0; i < changes && !seed.empty(); ++i) {
    std::string changed = seed.substr(0, 1 + random() % seed.size());
    changed[random() % changed.size()] = static_cast<char>(random());
    if (i % 2 == 0) changed.insert(random() % changed.size(), seed.substr(random() % seed.size(), 20));
    run(target, changed);
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) return 64;
  for (const fuzz::Target& target : fuzz::targets()) {
    const fs::path folder = fs::path(argv[1]) / target.name;
    if (!fs::is_directory(folder)) {
      std::cerr << "no seeds for " << target.name << " in " << argv[1] << "\n";
      return 1;
    }
    for (const auto& seed : fs::directory_iterator(folder)) run_with_changes(target, read(seed.path()), 50);
  }
  if (argc > 2) {
    for (const auto& sample : fs::directory_iterator(argv[2])) {
      if (!fs::exists(sample.path() / "message.eml")) continue;
      const std::string message = read(sample.path() / "message.eml");
      run_with_changes(*fuzz::find("whole-message"), message + "\n%%\n" + read(sample.path() / "zone.txt"), 2);
      run_with_changes(*fuzz::find("header"), message, 10);
    }
  }
  std::cout << count << " inputs were read\n";
  return 0;
}
