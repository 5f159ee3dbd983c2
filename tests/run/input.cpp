// SPDX-License-Identifier: Apache-2.0
#include "run/input.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "base/limits.hpp"
#include "run/emlx.hpp"
#include "support/catch.hpp"

using namespace alignmail;
namespace fs = std::filesystem;

namespace {

// A folder of its own for each test, gone at its end.
struct Scratch {
  fs::path folder = fs::path(ALIGNMAIL_BINARY_DIR) / ("input-test-" + std::to_string(::getpid()));
  Scratch() { fs::create_directories(folder); }
  ~Scratch() { fs::remove_all(folder); }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  std::string write(const std::string& name, const std::string& text) const {
    std::ofstream(folder / name, std::ios::binary) << text;
    return folder / name;
  }
};

}  // namespace

TEST_CASE("a file is read to the octet, whatever its size", "[run]") {
  const Scratch scratch;
  const auto size = GENERATE(values<std::size_t>({
      0,           // nothing is no error here: whether it is a message is asked later
      1,           //
      65536,       // one chunk
      65537,       //
      (1U << 20),  // mapped from here on
      3'000'001,   //
  }));
  std::string text(size, 'x');
  for (std::size_t i = 0; i < size; i += 7) text[i] = static_cast<char>(i);
  const auto octets = run::read_octets(scratch.write("m.eml", text), 10'000'000);
  REQUIRE(octets);
  CHECK(octets->text.size() == text.size());
  CHECK((octets->text == text));
  CHECK_FALSE(octets->cut);
}

TEST_CASE("what is longer than wanted is known to be, and its header is there whole", "[run]") {
  const Scratch scratch;
  struct Case {
    std::size_t size, most, read;
    bool cut;
  };
  const auto c = GENERATE(values<Case>({
      {100, 100, 100, false},  // just fits
      {101, 100, 101, true},   //
      {2'000'000, 2'000'000, 2'000'000, false},
      {2'000'001, 2'000'000, 2'000'000, true},   //
      {5'000'000, 5'000'000, 5'000'000, false},  // the same, mapped
      {5'000'001, 5'000'000, 5'000'000, true},   //
      {2'000'000, 100, limits::header_octets, true},
  }));
  const auto octets = run::read_octets(scratch.write("m.eml", std::string(c.size, 'x')), c.most);
  REQUIRE(octets);
  CHECK(octets->cut == c.cut);
  CHECK(octets->text.size() == c.read);
}

TEST_CASE("messages that are at hand together do not share memory", "[run]") {
  const Scratch scratch;
  const auto first = run::read_octets(scratch.write("a.eml", std::string(1000, 'a')), 10'000);
  const auto second = run::read_octets(scratch.write("b.eml", std::string(900, 'b')), 10'000);
  REQUIRE((first && second));
  CHECK((first->text == std::string(1000, 'a')));
  CHECK((second->text == std::string(900, 'b')));
  for (const std::size_t size : {10U, 100'000U, 50U}) {  // what was left by one is taken by the next
    const auto next = run::read_octets(scratch.write("c.eml", std::string(size, 'c')), 200'000);
    REQUIRE(next);
    CHECK((next->text == std::string(size, 'c')));
  }
  CHECK((first->text == std::string(1000, 'a')));
}

TEST_CASE("a pipe is read to its end although it comes in pieces", "[run]") {
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  std::thread writer([&] {
    for (int i = 0; i < 50; ++i) {
      CHECK(::write(ends[1], "0123456789", 10) == 10);
      std::this_thread::yield();
    }
    ::close(ends[1]);
  });
  const auto octets = run::read_descriptor(ends[0], "pipe", 1000);
  writer.join();
  ::close(ends[0]);
  REQUIRE(octets);
  CHECK(octets->text.size() == 500);
}

TEST_CASE("the octets outlive the reader's copy", "[run]") {
  const Scratch scratch;
  run::Octets kept;
  {
    auto octets = run::read_octets(scratch.write("m.eml", "From: a@example.com\r\n\r\n"), 1000);
    REQUIRE(octets);
    kept = *std::move(octets);
  }
  CHECK(kept.text == "From: a@example.com\r\n\r\n");
}

TEST_CASE("what cannot be opened is named with its reason", "[run]") {
  const Scratch scratch;
  struct Case {
    std::string path, words;
  };
  scratch.write("plain", "x");
  const auto folder = scratch.folder;  // what the generator below may copy
  const auto c = GENERATE_COPY(values<Case>({
      {folder / "absent.eml", "no such file"},
      {folder / "plain/m.eml", "no such file"},  // a file in the place of a folder
      {folder, "is a folder"},
  }));
  const auto octets = run::read_octets(c.path, 1000);
  REQUIRE_FALSE(octets);
  CHECK(octets.error().kind == Error::Kind::NoInput);
  CHECK_THAT(octets.error().what, Catch::Matchers::Contains(c.path) && Catch::Matchers::Contains(c.words));
}

TEST_CASE("a file without permission is no input", "[run]") {
  if (::geteuid() == 0) return;  // root may read everything
  const Scratch scratch;
  const std::string path = scratch.write("m.eml", "x");
  ::chmod(path.c_str(), 0);
  const auto octets = run::read_octets(path, 1000);
  REQUIRE_FALSE(octets);
  CHECK(octets.error().kind == Error::Kind::NoInput);
  CHECK_THAT(octets.error().what, Catch::Matchers::Contains("permission"));
}

TEST_CASE("a descriptor that cannot be read is an error of reading", "[run]") {
  const auto octets = run::read_descriptor(-1, "standard input", 1000);
  REQUIRE_FALSE(octets);
  CHECK(octets.error().kind == Error::Kind::Io);
}

TEST_CASE("of a message that was cut only the header counts", "[run]") {
  const auto text = GENERATE(values<std::string>({
      "From: a@example.com\r\nSubject: x\r\n\r\nhalf a bo", "From: a@example.com\nSubject: x\n\nhalf a bo",
      "From: a@example.com\r\nSubject: x\r\n",  // cut before the header's end
  }));
  const auto message = run::parse_octets({.text = text, .cut = true}, message::Reading::Detect);
  REQUIRE(message);
  CHECK(message->fields().size() == 2);
  CHECK(message->is_headers_only());
  CHECK(message->body().empty());
}

TEST_CASE("a message in a file of Apple Mail is what its first line measures", "[run]") {
  const std::string message = "From: a@example.com\n\n<?xml is text here\nx\n";
  const std::string plist = "<?xml version=\"1.0\"?>\n<plist></plist>\n";
  const std::string length = std::to_string(message.size());
  struct Case {
    std::string octets;
    bool is_framed;
  };
  const auto c = GENERATE_COPY(values<Case>({
      {length + "\n" + message + plist, true},
      {length + "       \n" + message + plist, true},
      {length + "\r\n" + message + plist, true},
      {message, false},
      {length + "\n" + message, false},                                      // nothing behind it
      {std::to_string(message.size() - 1) + "\n" + message + plist, false},  // another length
      {"99999\n" + message + plist, false},
      {"0\n" + plist, false},
      {"x" + length + "\n" + message + plist, false},
      {"18446744073709551616\n" + message + plist, false},
      {length, false},
      {"", false},
  }));
  CAPTURE(c.octets);
  const auto framed = run::message_in_emlx(c.octets);
  REQUIRE(framed.has_value() == c.is_framed);
  if (!framed) return;
  CHECK(*framed == message);
  const auto parsed = run::parse_octets({.text = c.octets}, message::Reading::Detect);
  REQUIRE(parsed);
  CHECK(parsed->body() == "<?xml is text here\nx\n");
  CHECK(parsed->repairs().empty());
}
