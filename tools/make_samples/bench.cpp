// SPDX-License-Identifier: Apache-2.0
// Messages for tools/bench: one letter over and over, as SES would send it, each with its own
// names, times and signatures, and with a body of a given length.
#include "make_samples/bench.hpp"

#include <filesystem>
#include <fstream>

#include "make_samples/letters.hpp"
#include "make_samples/sample.hpp"
#include "make_samples/zone.hpp"

namespace make_samples {
namespace {

bool write(const std::filesystem::path& path, const std::string& octets) {
  std::ofstream file(path, std::ios::binary);
  file << octets;
  return file.good();
}

std::string body_of(std::size_t octets, std::size_t number) {
  constexpr std::string_view line = "Tasting every Saturday: jasmine, smoked black, and a winter tea.\n";
  std::string body = "Parcel " + std::to_string(number) + "\n";
  while (body.size() < octets) body += line;
  return body;
}

}  // namespace

bool make_bench(const Keys& keys, const std::string& folder, std::size_t count, std::size_t octets) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  for (std::size_t i = 0; i < count; ++i) {
    const std::string name = "bench-" + std::to_string(i);
    Mail letter = parcel_notice("you@gmail.com");
    letter.body = body_of(octets, i);
    const Mail mail =
        ses_to_gmail(std::move(letter), {.id = name, .at = sometime(name), .mail_from = "mail.example.com"},
                     {.policy = "reject"}, keys);
    if (!write(std::filesystem::path(folder) / (name + ".eml"), on_the_wire(mail))) return false;
  }
  return write(std::filesystem::path(folder) / "zone.txt", shop_zone({.mail_from = "mail.example.com"}, keys).file());
}

}  // namespace make_samples
