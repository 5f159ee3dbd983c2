// SPDX-License-Identifier: Apache-2.0
#include "hook/maildir.hpp"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <thread>

#include "support/catch.hpp"

using namespace alignmail;
namespace fs = std::filesystem;
using State = hook::MaildirWatch::State;

namespace {

struct Maildir {
  fs::path folder = fs::path(ALIGNMAIL_BINARY_DIR) / ("maildir-test-" + std::to_string(::getpid()));
  Maildir() {
    for (const char* name : {"new", "cur", "tmp"}) fs::create_directories(folder / name);
  }
  ~Maildir() { fs::remove_all(folder); }
  Maildir(const Maildir&) = delete;
  Maildir& operator=(const Maildir&) = delete;

  void write(const std::string& where, const std::string& name) const { std::ofstream(folder / where / name) << "x"; }
  void deliver(const std::string& name) const {
    write("tmp", name);
    fs::rename(folder / "tmp" / name, folder / "new" / name);
  }
  void deliver_by_link(const std::string& name) const {
    write("tmp", name);
    fs::create_hard_link(folder / "tmp" / name, folder / "new" / name);
    fs::remove(folder / "tmp" / name);
  }
};

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("what lies in new/ at the start arrives first", "[hook]") {
  const Maildir maildir;
  for (const char* name : {"b", "a", ".hidden"}) maildir.write("new", name);
  maildir.write("cur", "read:2,S");
  auto watch = hook::MaildirWatch::open(maildir.folder);
  REQUIRE(watch);
  CHECK(watch->wait() == Names{"a", "b"});
}

TEST_CASE("a message arrives once, however it was delivered", "[hook]") {
  const Maildir maildir;
  auto watch = hook::MaildirWatch::open(maildir.folder);
  REQUIRE(watch);
  maildir.write("new", "at-once");  // made before the first look, and told of by the kernel too
  CHECK(watch->wait() == Names{"at-once"});
  maildir.deliver("renamed");
  CHECK(watch->wait() == Names{"renamed"});
  maildir.deliver_by_link("linked");
  CHECK(watch->wait() == Names{"linked"});
  maildir.write("new", "written");
  CHECK(watch->wait() == Names{"written"});
}

TEST_CASE("a message that a mail program moved away meanwhile is found in cur/", "[hook]") {
  const Maildir maildir;
  auto watch = hook::MaildirWatch::open(maildir.folder);
  REQUIRE(watch);
  maildir.deliver("1.a.host");
  CHECK(*watch->find("1.a.host") == maildir.folder / "new" / "1.a.host");
  fs::rename(maildir.folder / "new" / "1.a.host", maildir.folder / "cur" / "1.a.host:2,S");
  CHECK(*watch->find("1.a.host") == maildir.folder / "cur" / "1.a.host:2,S");
  CHECK(watch->find("1.a")->empty());  // another message's name begins so
}

TEST_CASE("names are forgotten when as many as may be remembered have left", "[hook]") {
  const Maildir maildir;
  auto watch = hook::MaildirWatch::open(maildir.folder, 2);
  REQUIRE(watch);
  for (const char* name : {"first", "second"}) {
    maildir.deliver(name);
    CHECK(watch->wait() == Names{name});
    fs::rename(maildir.folder / "new" / name, maildir.folder / "cur" / name);
  }
  // Later, so that the folder is looked at with exactly as many names as may be remembered.
  std::thread later([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    maildir.deliver("third");
  });
  CHECK(watch->wait() == Names{"third"});
  later.join();
  maildir.deliver("first");
  maildir.deliver("third");  // it never left
  maildir.deliver("fourth");
  Names arrived;
  while (arrived.size() < 2) {
    for (const std::string& name : watch->wait()) arrived.push_back(name);
  }
  CHECK(arrived == Names{"first", "fourth"});
}

TEST_CASE("a folder that cannot be read is told with its reason", "[hook]") {
  const Maildir maildir;
  auto watch = hook::MaildirWatch::open(maildir.folder);
  REQUIRE(watch);
  fs::remove(maildir.folder / "cur");
  const auto found = watch->find("1");
  REQUIRE_FALSE(found);
  CHECK(found.error().what ==
        (maildir.folder / "cur").string() + ": this folder cannot be read: No such file or directory");
}

TEST_CASE("the watch ends when the folder is gone", "[hook]") {
  const Maildir maildir;
  auto watch = hook::MaildirWatch::open(maildir.folder);
  REQUIRE(watch);
  const std::string away = maildir.folder.string() + "-moved";
  SECTION("removed") { fs::remove_all(maildir.folder); }
  SECTION("only new/") { fs::remove_all(maildir.folder / "new"); }
  SECTION("renamed") { fs::rename(maildir.folder, away); }
  while (watch->state() == State::Watching) CHECK(watch->wait().empty());
  CHECK(watch->state() == State::Gone);
  fs::remove_all(away);
}

TEST_CASE("what is no Maildir cannot be watched", "[hook]") {
  const auto watch = hook::MaildirWatch::open("/nonexistent");
  REQUIRE_FALSE(watch);
  CHECK(watch.error().kind == Error::Kind::NoInput);
  CHECK(watch.error().what.find("/nonexistent") != std::string::npos);
}
