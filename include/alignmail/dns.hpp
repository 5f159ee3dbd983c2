// SPDX-License-Identifier: Apache-2.0
// DNS answers as facts.
//
// No evaluator waits for the network. It asks an Inquiry; when the answer is not a fact yet,
// the question is noted as wanted and the answer says Pending. The driver (run) fetches all
// wanted questions from a Source at once and judges again, until nothing is wanted.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <span>
#include <utility>
#include <vector>

#include "alignmail/dns_records.hpp"

namespace alignmail::dns {

// Records to be seen before (or instead of) those of DNS: an overlay file, or the records of
// a proposed fix. A type set at a name replaces that type there; a CNAME replaces the whole
// name; an empty set is a tombstone.
class Layer {
 public:
  void set(const Domain& name, Type type, std::vector<RecordData> records);
  void add(const Domain& name, Type type, RecordData record);
  // What the layer says of a question; nothing when it leaves it to what lies below.
  // A type whose records are taken away here is without data.
  std::optional<Fact> find(const Question& question) const;
  bool names(const Domain& name) const;  // whether the layer holds records at the name
  bool empty() const { return nodes_.empty(); }
  std::vector<Question> questions() const;  // what it holds, by name and type

  // From now on the layer remembers what of it was asked for, by whatever thread.
  void watch();
  std::vector<Question> unasked() const;  // what nobody asked for since; all of it when not watched

 private:
  struct Watch {
    std::mutex mutex{};
    std::set<Question> asked{};
  };
  void note(const Domain& name, Type type) const;

  std::map<Domain, std::map<Type, std::vector<RecordData>>> nodes_;
  std::shared_ptr<Watch> watch_{};  // shared by copies
};

// A question and what is known about it, in one piece that never changes: all messages that ask share it, and
// whoever holds one can tell by its address that an answer is still the same.
struct Pinned {
  Question question;
  Fact fact{};
  std::size_t hash = 0;  // of the question
};
using SharedFact = std::shared_ptr<const Pinned>;
// Of TXT records one beyond the ceiling is kept, so that whoever looks can tell that it was reached.
SharedFact pin(Question question, Fact fact);

// A question on its way through tables: hashed once, and not copied (by each table names were hashed 70 times for a
// message). What it was made from must outlive it.
class Asked {
 public:
  Asked(const Domain& name, Type type) : name_(&name), type_(type), hash_(std::hash<Question>::of(name, type)) {}
  Asked(const Question& question) : Asked(question.name, question.type) {}
  explicit Asked(const Pinned& pinned)
      : name_(&pinned.question.name), type_(pinned.question.type), hash_(pinned.hash) {}

  const Domain& name() const { return *name_; }
  Type type() const { return type_; }
  std::size_t hash() const { return hash_; }
  operator Question() const { return {*name_, type_}; }
  bool is_answered_by(const Pinned& pinned) const {
    return pinned.hash == hash_ && pinned.question.type == type_ &&
           (&pinned.question.name == name_ || pinned.question.name == *name_);
  }

 private:
  const Domain* name_;
  Type type_;
  std::size_t hash_;
};

// All that is known for one message. Facts are pinned: once put they do not change. One thread at a time may use them,
// reading included, for what a cache knows is pinned when it is first looked for.
class Facts {
 public:
  // Puts what is known about a question elsewhere, in a cache; nothing when it is not.
  using Known = std::function<void(const Asked& asked, Facts& facts)>;
  // Asked at the first look-up of each question, so that a message whose answers are all known
  // needs one look instead of one for each wave (measured: 2 to 3 times as many messages).
  void set_known(Known known) { known_ = std::move(known); }

  void put(const Question& question, Fact fact);  // the first one stays
  void put(SharedFact fact);
  // Null when nothing is known; valid as long as the facts are.
  const Fact* find(const Asked& asked) const;
  // The same as a place in order().
  std::optional<std::size_t> place_of(const Asked& asked) const;
  // In the order in which they were put.
  const std::vector<SharedFact>& order() const { return order_; }

 private:
  std::optional<std::size_t> look(const Asked& asked) const;
  std::size_t slot_of(const Asked& asked) const;
  void grow();

  mutable std::vector<SharedFact> order_;
  // Open addressing, a power of two: one more than a place in order_, or nothing. (Nodes of a map, with
  // names of their own, were three allocations for each fact of each message.)
  mutable std::vector<std::uint32_t> slots_;
  Known known_;
};

enum class Need : std::uint8_t {
  Needed,       // the verdict waits for it
  Speculative,  // fetched along when there is room: it may be needed later, and saves a round trip
};

struct Wanted {
  Question question;
  Need need{};
};

// One round of questions over pinned facts. Layers are searched first to last, then the facts.
class Inquiry {
 public:
  explicit Inquiry(const Facts& facts, std::vector<const Layer*> layers = {})
      : facts_(facts), layers_(std::move(layers)) {}

  // The answer, followed along aliases; Pending (and noted as wanted) where a hop is missing.
  Answer ask(const Domain& name, Type type, Need need = Need::Needed);
  // One hop: what stands at the name itself. For a CNAME asked as such, chains are not followed.
  std::optional<Fact> look(const Domain& name, Type type, Need need = Need::Needed);

  // Notes a question without reading the answer.
  void foresee(const Domain& name, Type type) { (void)ask(name, type, Need::Speculative); }

  const std::vector<Wanted>& wanted() const { return wanted_; }
  // Takes over what another inquiry over the same facts still wants (a proof, for example).
  void join(const Inquiry& other);
  const std::vector<const Layer*>& layers() const { return layers_; }
  bool has_pending_need() const;
  const Facts& facts() const { return facts_; }

  // What was read so far, for those who remember what followed from it (dns/remembered.hpp).
  struct Course {
    std::size_t reads = 0;
    std::size_t misses = 0;
  };
  Course course() const { return {reads_.size(), misses_}; }
  // The facts that were read since then, each once; nothing when one was missing or a layer spoke.
  std::optional<std::vector<SharedFact>> read_since(const Course& before) const;
  // Whether the same would be read again, fact by fact. Up to the first that differs they have been read then.
  bool reads_same(std::span<const SharedFact> facts);

 private:
  // The fact, or null where it is wanted. `made` holds it when no other place does: of a layer. (Copies
  // of all that is read were 2 % of the judgement.)
  const Fact* hop(const Asked& asked, Need need, Fact& made);
  void want(const Asked& asked, Need need);
  void note_read(std::size_t place);

  const Facts& facts_;
  std::vector<const Layer*> layers_;
  std::vector<Wanted> wanted_;
  std::vector<std::size_t> reads_{};  // places in order() of the facts
  std::size_t misses_ = 0;
};

}  // namespace alignmail::dns
