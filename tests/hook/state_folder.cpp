// SPDX-License-Identifier: Apache-2.0
#include "hook/state_folder.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <set>

#include "base/limits.hpp"
#include "support/catch.hpp"

using namespace alignmail;
namespace fs = std::filesystem;

namespace {

struct Scratch {
  fs::path folder = fs::path(ALIGNMAIL_BINARY_DIR) / ("state-test-" + std::to_string(::getpid()));
  Scratch() { fs::create_directories(folder); }
  ~Scratch() { fs::remove_all(folder); }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  std::set<std::string> files(const std::string& where) const {
    std::set<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder / where)) names.insert(entry.path().filename());
    return names;
  }
};

std::string text_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

TEST_CASE("reports go where the option says, else below the state folder, else below home", "[hook]") {
  using Places = std::vector<std::string>;
  CHECK(hook::state_places("/srv/r", "/tmp", "/") == Places{"/srv/r"});
  CHECK(hook::state_places("", "/tmp", "/") == Places{"/tmp/alignmail", "//.local/state/alignmail"});
  CHECK(hook::state_places("", nullptr, "/tmp") == Places{"/tmp/.local/state/alignmail"});
  CHECK(hook::state_places("", "relative", "relative").empty());  // the base directory rules want absolute paths
  CHECK(hook::state_places("", "", "").empty());
  CHECK(hook::state_places("", nullptr, nullptr).empty());
  CHECK(hook::state_places("", nullptr, "/nonexistent").empty());  // who has no home gets none made
}

TEST_CASE("a report is a file of its own that only its owner reads", "[hook]") {
  const Scratch scratch;
  const auto folder = hook::StateFolder::open({scratch.folder / "a" / "b"});
  REQUIRE(folder);
  CHECK(folder->file("{1}") == hook::Filing::Filed);
  CHECK(folder->file("{2}") == hook::Filing::Filed);
  const auto names = scratch.files("a/b/reports");
  REQUIRE(names.size() == 2);
  std::set<std::string> texts;
  for (const std::string& name : names) {
    CHECK(std::regex_match(name, std::regex(R"(\d{8}T\d{6}\.\d{6}Z-[0-9a-f]{16}\.json)")));
    struct stat status {};
    REQUIRE(::stat((scratch.folder / "a/b/reports" / name).c_str(), &status) == 0);
    CHECK((status.st_mode & 07777) == 0600);
    texts.insert(text_of(scratch.folder / "a/b/reports" / name));
  }
  CHECK(texts == std::set<std::string>{"{1}", "{2}"});
}

TEST_CASE("the first place that can be used is used", "[hook]") {
  const Scratch scratch;
  std::ofstream(scratch.folder / "file") << "in the way";
  CHECK_FALSE(hook::StateFolder::open({}));
  CHECK_FALSE(hook::StateFolder::open({scratch.folder / "file"}));
  const auto folder = hook::StateFolder::open({scratch.folder / "file", scratch.folder / "second"});
  REQUIRE(folder);
  CHECK(folder->file("{}") == hook::Filing::Filed);
  CHECK(scratch.files("second/reports").size() == 1);
}

TEST_CASE("reports never go through a link that somebody laid", "[hook]") {
  const Scratch scratch;
  fs::create_directories(scratch.folder / "elsewhere");
  fs::create_directories(scratch.folder / "state");
  fs::create_directory_symlink(scratch.folder / "elsewhere", scratch.folder / "state" / "reports");
  CHECK_FALSE(hook::StateFolder::open({scratch.folder / "state"}));
  fs::remove(scratch.folder / "state" / "reports");
  fs::create_symlink(scratch.folder / "elsewhere" / "log", scratch.folder / "state" / "hook.log");
  const auto folder = hook::StateFolder::open({scratch.folder / "state"});
  REQUIRE(folder);
  folder->log("a sentence");
  CHECK(scratch.files("elsewhere").empty());
}

TEST_CASE("there are ceilings on the reports of a minute and on those kept", "[hook]") {
  const Scratch scratch;
  const auto folder = hook::StateFolder::open({scratch.folder});
  REQUIRE(folder);
  const auto fill = [&](const std::string& prefix, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
      std::ofstream(scratch.folder / "reports" / (prefix + std::to_string(i) + ".json"));
    }
  };
  SECTION("kept") {
    fill("20200101T000000-", limits::reports_kept - 1);
    CHECK(folder->file("{}") == hook::Filing::Filed);
    CHECK(folder->file("{}") == hook::Filing::TooMany);
  }
  SECTION("of a minute") {
    CHECK(folder->file("{}") == hook::Filing::Filed);
    const std::string minute = scratch.files("reports").begin()->substr(0, 13);
    fill(minute + "00-", limits::reports_per_minute);
    const hook::Filing filed = folder->file("{}");
    // When the minute ended between the two, there is room again.
    const bool next_minute = scratch.files("reports").rbegin()->substr(0, 13) != minute;
    CHECK((filed == hook::Filing::TooMany || next_minute));
  }
}

TEST_CASE("what a killed hook left behind goes after an hour, and nothing else does", "[hook]") {
  const Scratch scratch;
  const auto folder = hook::StateFolder::open({scratch.folder});
  REQUIRE(folder);
  const auto old = fs::file_time_type::clock::now() - std::chrono::hours(2);
  for (const char* name : {".old.tmp", ".young.tmp", ".other", "kept.json"}) {
    std::ofstream(scratch.folder / "reports" / name) << "x";
    if (std::string(name) != ".young.tmp") fs::last_write_time(scratch.folder / "reports" / name, old);
  }
  CHECK(folder->file("{}") == hook::Filing::Filed);
  const auto names = scratch.files("reports");
  CHECK(names.count(".old.tmp") == 0);
  CHECK(names.count(".young.tmp") == 1);  // somebody may be writing it
  CHECK(names.count(".other") == 1);
  CHECK(names.count("kept.json") == 1);
}

TEST_CASE("the log holds one safe line for each trouble, and does not grow for ever", "[hook]") {
  const Scratch scratch;
  const auto folder = hook::StateFolder::open({scratch.folder});
  REQUIRE(folder);
  folder->log("two\nlines \x1b[2J");
  const std::string text = text_of(scratch.folder / "hook.log");
  CHECK(text.find("two?lines ?[2J\n") != std::string::npos);
  CHECK(std::count(text.begin(), text.end(), '\n') == 1);
  for (int i = 0; i < 1000; ++i) folder->log(std::string(400, 'a'));
  CHECK(fs::file_size(scratch.folder / "hook.log") < 66'000);
}
