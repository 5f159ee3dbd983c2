// SPDX-License-Identifier: Apache-2.0
// Messages wherever they are kept.
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/base64.hpp"
#include "run/feed.hpp"
#include "run/gunzip.hpp"
#include "run/mbox.hpp"
#include "run/ndjson.hpp"
#include "support/catch.hpp"

using namespace alignmail;
namespace fs = std::filesystem;

namespace {

const std::string divider = "From a@b.example Thu Jan  1 00:00:00 2026\n";

std::vector<std::string> read_mailbox(const std::string& text) {
  run::MboxReader reader(text);
  std::vector<std::string> messages;
  while (const auto entry = reader.next()) {
    messages.push_back(entry->has_quoting ? run::without_quoting(entry->text) : std::string(entry->text));
  }
  return messages;
}

struct Folder {
  fs::path path = fs::temp_directory_path() / ("alignmail-feed-" + std::to_string(::getpid()));
  Folder() { fs::create_directories(path); }
  ~Folder() { fs::remove_all(path); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::string put(const std::string& name, const std::string& text) const {
    fs::create_directories((path / name).parent_path());
    std::ofstream(path / name, std::ios::binary) << text;
    return (path / name).string();
  }
};

struct Read {
  std::string source, origin, text;
  std::size_t index = 0;
};

std::vector<Read> read_all(run::Feed& feed) {
  std::vector<Read> result;
  while (const auto item = feed.next()) {
    const auto loaded = item->load();
    result.push_back({item->input.source, item->input.origin,
                      loaded ? std::string(loaded->octets.text) : "error: " + loaded.error().what, item->input.index});
  }
  return result;
}

}  // namespace

TEST_CASE("an mbox is divided at its From lines, whoever wrote it", "[run]") {
  struct Case {
    std::string text;
    std::vector<std::string> messages;
  };
  const auto c = GENERATE_COPY(values<Case>({
      {divider + "A: 1\n\nx\n\n" + divider + "B: 2\n\ny\n", {"A: 1\n\nx\n", "B: 2\n\ny\n"}},
      {divider + "A: 1\r\n\r\nx\r\n\r\n" + divider + "B: 2\r\n\r\ny\r\n", {"A: 1\r\n\r\nx\r\n", "B: 2\r\n\r\ny\r\n"}},
      // A sentence is no divider: it has no time of day, or no empty line above.
      {divider + "A: 1\n\nFrom here on\n\nFrom now\n", {"A: 1\n\nFrom here on\n\nFrom now\n"}},
      {divider + "A: 1\n\nx\n" + divider + "\n", {"A: 1\n\nx\n" + divider}},
      // mboxrd: one mark off each.
      {divider + "A: 1\n\n>From me\n>>From you\n>To: x\n", {"A: 1\n\nFrom me\n>From you\n>To: x\n"}},
      // mboxcl2: measured, and nothing quoted.
      {divider + "Content-Length: " + std::to_string(divider.size() + 3) + "\n\nx\n\n" + divider + "\n" + divider +
           "B: 2\n\ny\n",
       {"Content-Length: " + std::to_string(divider.size() + 3) + "\n\nx\n\n" + divider, "B: 2\n\ny\n"}},
      // A length that lies: too short, too long, no number.
      {divider + "Content-Length: 1\n\nxyz\n\n" + divider + "B: 2\n\n", {"Content-Length: 1\n\nxyz\n", "B: 2\n\n"}},
      {divider + "Content-Length: 99999\n\nx\n\n" + divider + "B: 2\n\n", {"Content-Length: 99999\n\nx\n", "B: 2\n\n"}},
      {divider + "Content-Length: -5\n\nx\n\n" + divider + "B: 2\n\n", {"Content-Length: -5\n\nx\n", "B: 2\n\n"}},
      // The sender's length, over a message that says none.
      {divider + "Content-Length: " + std::to_string(divider.size() + 10) + "\n\nx\n\n" + divider + "B: 2\n\ny\n",
       {"Content-Length: " + std::to_string(divider.size() + 10) + "\n\nx\n", "B: 2\n\ny\n"}},
      // No empty line above, but a header below, and not inside one.
      {divider + "A: 1\n\nx\n" + divider + "B: 2\n\ny\n", {"A: 1\n\nx\n", "B: 2\n\ny\n"}},
      {divider + "A: 1\n" + divider + "B: 2\n\ny\n", {"A: 1\n" + divider + "B: 2\n\ny\n"}},
      {"\n\xEF\xBB\xBF", {"\xEF\xBB\xBF"}},
      {"\xEF\xBB\xBF\n" + divider + "A: 1\n\nx\n\n" + divider + "B: 2\n\ny\n", {"A: 1\n\nx\n", "B: 2\n\ny\n"}},
      {"", {}},
      {"\n\n", {}},
  }));
  CAPTURE(c.text);
  CHECK(read_mailbox(c.text) == c.messages);
}

TEST_CASE("each message knows the line of the mailbox at which it begins", "[run]") {
  const std::string text = divider + "A: 1\n\nx\n\n" + divider + "B: 2\r\n\r\ny\r\n\r\n\n\n" + divider + "C: 3\n\n";
  run::MboxReader reader(text);
  std::vector<std::size_t> lines;
  while (const auto entry = reader.next()) lines.push_back(entry->line);
  CHECK(lines == std::vector<std::size_t>{2, 7, 14});
}

TEST_CASE("one message with a From line is a message, several are a mailbox", "[run]") {
  CHECK_FALSE(run::MboxReader::is_mailbox(divider + "A: 1\n\nx\n"));
  CHECK(run::MboxReader::is_mailbox(divider + "A: 1\n\nx\n\n" + divider + "B: 2\n\n"));
  CHECK_FALSE(run::MboxReader::is_mailbox("A: 1\n\nx\n\n" + divider + "B: 2\n\n"));
  CHECK(run::MboxReader::is_mailbox("\r\n" + divider + "A: 1\n\nx\n\n" + divider + "B: 2\n\n"));
  CHECK(run::MboxReader::is_mailbox("\xEF\xBB\xBF" + divider + "A: 1\n\nx\n\n" + divider + "B: 2\n\n"));
}

TEST_CASE("folders, Maildirs and mailboxes give their messages in order", "[run]") {
  const Folder folder;
  folder.put("mail/cur/1:2,S", "A: 1\n\n");
  folder.put("mail/new/2", "B: 2\n\n");
  folder.put("mail/tmp/3", "C: 3\n\n");  // not delivered yet
  folder.put("saved/b.eml", "D: 4\n\n");
  folder.put("saved/a.eml", "E: 5\n\n");
  folder.put("saved/deeper/x.eml", "X: 0\n\n");  // find and --files-from go into trees
  folder.put("saved/notes.txt", "F: 6\n\n");
  folder.put("saved/.hidden.eml", "G: 7\n\n");
  const std::string box = folder.put("box", divider + "H: 8\n\n\n" + divider + "I: 9\n\n");
  const std::string names = folder.put("names", (folder.path / "saved/b.eml").string() + "\n\n" + box + "\n");
  const auto feed = run::open_files({.paths = {(folder.path / "mail").string(), (folder.path / "saved").string()},
                                     .files_from = names,
                                     .max_size = 1000});
  const auto all = read_all(*feed);
  std::vector<std::string> texts;
  for (const Read& read : all) texts.push_back(read.text.substr(0, 4));
  CHECK(texts == std::vector<std::string>{"A: 1", "B: 2", "E: 5", "D: 4", "D: 4", "H: 8", "I: 9"});
  CHECK(all[0].origin == "maildir");
  CHECK(all[2].origin == "file");
  CHECK(all[6].origin == "mbox");
  CHECK(all[6].index == 1);
  CHECK(all[6].source == box);
}

TEST_CASE("a mailbox is known behind a byte order mark and an empty line", "[run]") {
  const Folder folder;
  const std::string two = divider + "A: 1\n\nx\n\n" + divider + "B: 2\n\n";
  for (const std::string front : {"\n", "\xEF\xBB\xBF", "\xEF\xBB\xBF\r\n"}) {
    const auto feed = run::open_files({.paths = {folder.put("front", front + two)}, .max_size = 1000});
    CHECK(read_all(*feed).size() == 2);
  }
}

TEST_CASE("names that end with NUL may hold line ends, and a missing file is one error", "[run]") {
  const Folder folder;
  const std::string odd = folder.put("two\nlines.eml", "A: 1\n\n");
  const std::string names = folder.put("names", odd + '\0' + "/nonexistent" + '\0' + odd + '\0');
  const auto feed = run::open_files({.files_from = names, .is_nul_separated = true, .max_size = 1000});
  const auto all = read_all(*feed);
  REQUIRE(all.size() == 3);
  CHECK(all[0].text == "A: 1\n\n");
  CHECK(all[1].text == "error: /nonexistent: no such file");
  CHECK(all[2].text == "A: 1\n\n");
}

TEST_CASE("gzip is read in all its parts, bounded, and a broken file is an error", "[run]") {
  // "A: 1\n\n" and "x\n", each as a gzip member of its own.
  const std::string first = *decode_base64("H4sIAAAAAAACA3O0UjDk4gIAQPn2AQYAAAA=");
  const std::string second = *decode_base64("H4sIAAAAAAACA6vgAgAfCOpGAgAAAA==");
  CHECK(*run::gunzip(first, "x", 100) == "A: 1\n\n");
  CHECK(*run::gunzip(first + second, "x", 100) == "A: 1\n\nx\n");
  CHECK(run::gunzip(first + second, "x", 3)->size() == 4);  // one more shows that there is more
  CHECK_FALSE(run::gunzip(first.substr(0, 12), "x", 100));
  std::string broken = first;
  broken[12] = '\x7f';
  CHECK_FALSE(run::gunzip(broken, "x", 100));
}

TEST_CASE("a line of JSON is a message with its envelope, or one error", "[run]") {
  const auto good = run::read_line(
      R"({"id": "7", "raw": "QTogMQoK", "client_ip": "192.0.2.1", "mail_from": "", "helo": null})", "x:1", 100);
  REQUIRE(good);
  CHECK(good->octets.text == "A: 1\n\n");
  CHECK(good->id == "7");
  CHECK(good->given->client_ip->to_string() == "192.0.2.1");
  CHECK(good->given->mail_from == "");
  CHECK_FALSE(good->given->helo);
  const std::string line = GENERATE(values<std::string>({
      "nonsense",
      "[]",
      "{}",
      R"({"raw": 1})",
      R"({"raw": "%%"})",
      R"({"raw": "QTog", "client_ip": "x"})",
      R"({"raw": "QTog", "colour": "red"})",
      R"({"raw": "QTog")",
  }));
  CAPTURE(line);
  const auto bad = run::read_line(line, "input:3", 100);
  REQUIRE_FALSE(bad);
  CHECK(bad.error().kind == Error::Kind::NotAMessage);
  CHECK(bad.error().what.starts_with("input:3: "));
}

TEST_CASE("the message in a line of JSON is found however the line is written", "[run]") {
  struct Case {
    std::string line;
    std::optional<std::string> id;
  };
  const auto c = GENERATE(values<Case>({
      {R"({"raw":"QTogMQoK"})", std::nullopt},
      {"{ \"raw\" :\t\"QTogMQoK\" }", std::nullopt},
      {R"({"raw":"QTogMQoK","id":"behind"})", "behind"},
      {R"({"id":"raw","raw":"QTogMQoK"})", "raw"},                           // the word as a value
      {R"({"id":"\"raw\":\"QTog\"","raw":"QTogMQoK"})", R"("raw":"QTog")"},  // and within one
      {R"({"r\u0061w":"QTogMQoK"})", std::nullopt},                          // spelled with an escape
      {R"({"raw":"QTog\u004dQoK"})", std::nullopt},                          // escapes in the message
      {R"({"raw":"","raw":"QTogMQoK"})", std::nullopt},                      // the last of two
  }));
  CAPTURE(c.line);
  const auto loaded = run::read_line(c.line, "x:1", 100);
  REQUIRE(loaded);
  CHECK(loaded->octets.text == "A: 1\n\n");
  CHECK(loaded->id == c.id);
  CHECK_FALSE(run::read_line(R"({"id":{"raw":"QTogMQoK"}})", "x:1", 100));
  CHECK_FALSE(run::read_line(R"({"raw":"QTogMQoK)", "x:1", 100));
  CHECK(run::read_line(R"({"raw":""})", "x:1", 100)->octets.text.empty());
}

TEST_CASE("lines of JSON come one by one, and a bad or endless one takes no other with it", "[run]") {
  const Folder folder;
  const std::string good = R"({"raw": "QTogMQoK"})";
  const std::string path =
      folder.put("lines", good + "\nbad\n\n" + std::string(300'000, 'x') + "\n" + good + "\n" + good);
  const auto feed = run::open_lines({.paths = {path, "/nonexistent"}, .max_size = 1000});
  const auto all = read_all(*feed);
  REQUIRE(all.size() == 6);
  CHECK(all[0].text == "A: 1\n\n");
  CHECK(all[1].text.starts_with("error: " + path + ":2: "));
  CHECK(all[2].text.starts_with("error: " + path + ":4: "));
  CHECK(all[3].text == "A: 1\n\n");
  CHECK(all[4].text == "A: 1\n\n");  // without a line end
  CHECK(all[5].text == "error: /nonexistent: cannot be opened: No such file or directory");
}
