// SPDX-License-Identifier: Apache-2.0
// What is remembered serves only where the same facts would be read again.
#include "dns/remembered.hpp"

#include "support/catch.hpp"

using namespace alignmail;
using namespace alignmail::dns;

namespace {

Domain name(std::string_view text) { return *Domain::parse(text); }
Question question(std::string_view text) { return {name(text), Type::TXT}; }
SharedFact text_at(std::string_view owner, std::string text) {
  return pin(question(owner), {.status = Status::Found, .records = {Txt{{std::move(text)}}}, .ttl = 300});
}

// Reads one name, and a second one when the first says "more"; counts how often.
struct Reader {
  Remembered<std::string> remembered{2};
  int made = 0;

  std::string read(const Facts& facts, const std::string& key = "key", std::vector<const Layer*> layers = {},
                   bool serves = true) {
    Inquiry inquiry(facts, std::move(layers));
    const auto make = [&] {
      ++made;
      std::string text = text_of(inquiry, "a.example");
      if (text == "more") text += " " + text_of(inquiry, "b.example");
      return text;
    };
    return *remembered.find(key, inquiry, make, [&](const std::string&) { return serves; });
  }

 private:
  static std::string text_of(Inquiry& inquiry, std::string_view owner) {
    const std::vector<std::string> texts = inquiry.ask(name(owner), Type::TXT).texts();
    return texts.empty() ? "nothing" : texts.front();
  }
};

Facts of(const std::vector<SharedFact>& shared) {
  Facts facts;
  for (const SharedFact& fact : shared) facts.put(fact);
  return facts;
}

}  // namespace

TEST_CASE("the same facts are read once, whichever message they are for", "[dns]") {
  const std::vector<SharedFact> shared = {text_at("a.example", "more"), text_at("b.example", "x")};
  Reader reader;
  CHECK(reader.read(of(shared)) == "more x");
  CHECK(reader.read(of(shared)) == "more x");
  CHECK(reader.made == 1);
}

TEST_CASE("an answer that came anew is read, also when it says the same", "[dns]") {
  const SharedFact first = text_at("a.example", "more");
  Reader reader;
  CHECK(reader.read(of({first, text_at("b.example", "x")})) == "more x");
  CHECK(reader.read(of({first, text_at("b.example", "y")})) == "more y");
  CHECK(reader.read(of({text_at("a.example", "one"), text_at("b.example", "y")})) == "one");
  CHECK(reader.read(of({text_at("a.example", "one")})) == "one");
  CHECK(reader.made == 4);
}

TEST_CASE("what nobody read may change", "[dns]") {
  const SharedFact read = text_at("a.example", "x");
  Reader reader;
  (void)reader.read(of({read, text_at("b.example", "1")}));
  (void)reader.read(of({text_at("b.example", "2"), read}));
  CHECK(reader.made == 1);
}

TEST_CASE("a value that waits for an answer is not kept", "[dns]") {
  const SharedFact first = text_at("a.example", "more");
  Reader reader;
  CHECK(reader.read(of({first})) == "more nothing");
  CHECK(reader.read(of({first, text_at("b.example", "x")})) == "more x");
}

TEST_CASE("under a layer nothing is remembered, nor told from memory", "[dns]") {
  const Facts facts = of({text_at("a.example", "x")});
  Layer layer;
  layer.set(name("a.example"), Type::TXT, {Txt{{"laid over"}}});
  Reader reader;
  CHECK(reader.read(facts) == "x");
  CHECK(reader.read(facts, "key", {&layer}) == "laid over");
  CHECK(reader.read(facts) == "x");
  CHECK(reader.made == 2);
}

TEST_CASE("keys stand apart, and a value that may not serve is made each time", "[dns]") {
  const Facts facts = of({text_at("a.example", "x")});
  Reader reader;
  (void)reader.read(facts, "one");
  (void)reader.read(facts, "two");
  CHECK(reader.made == 2);
  (void)reader.read(facts, "one", {}, false);
  (void)reader.read(facts, "one", {}, false);
  CHECK(reader.made == 4);
}

TEST_CASE("a full memory starts anew", "[dns]") {
  const Facts facts = of({text_at("a.example", "x")});
  Reader reader;  // holds two
  for (const char* key : {"one", "two", "three"}) CHECK(reader.read(facts, key) == "x");
  CHECK(reader.made == 3);
  CHECK(reader.read(facts, "three") == "x");
  CHECK(reader.made == 3);
  CHECK(reader.read(facts, "one") == "x");
  CHECK(reader.made == 4);
}

TEST_CASE("facts are pinned in the same order from memory as by reading", "[dns]") {
  const std::vector<SharedFact> shared = {text_at("b.example", "x"), text_at("a.example", "more")};
  Reader reader;
  for (int message = 0; message < 2; ++message) {
    Facts facts;
    facts.set_known([&](const Question& wanted, Facts& into) {
      for (const SharedFact& fact : shared) {
        if (fact->question == wanted) into.put(fact);
      }
    });
    CHECK(reader.read(facts) == "more x");
    REQUIRE(facts.order().size() == 2);
    CHECK(facts.order()[0]->question == question("a.example"));
  }
  CHECK(reader.made == 1);
}

TEST_CASE("of many facts each is found, and the first one stays", "[dns]") {
  Facts facts;
  constexpr int many = 1000;
  for (int i = 0; i < many; ++i) facts.put(text_at("n" + std::to_string(i) + ".example", std::to_string(i)));
  facts.put(text_at("n7.example", "late"));
  CHECK(facts.order().size() == many);
  for (int i = 0; i < many; ++i) {
    const Fact* fact = facts.find(question("n" + std::to_string(i) + ".example"));
    REQUIRE(fact != nullptr);
    CHECK(std::get<Txt>(fact->records.front()).joined() == std::to_string(i));
  }
  CHECK(facts.find(question("other.example")) == nullptr);
}
