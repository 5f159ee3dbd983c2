// SPDX-License-Identifier: Apache-2.0
// DNS answers as facts (RFC 1035).
//
// No evaluator waits for the network. It asks an Inquiry; when the answer is not a fact yet,
// the question is noted as wanted and the answer says Pending. The driver (run) fetches all
// wanted questions from a Source at once and judges again, until nothing is wanted.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

#include "alignmail/domain.hpp"
#include "alignmail/ip_address.hpp"
#include "alignmail/shared_list.hpp"

namespace alignmail::dns {

// The record types that are asked for, with their numbers on the wire.
enum class Type : std::uint16_t { A = 1, NS = 2, CNAME = 5, SOA = 6, PTR = 12, MX = 15, TXT = 16, AAAA = 28 };
std::string_view to_string(Type type);
std::optional<Type> parse_type(std::string_view mnemonic);

struct Question {
  Domain name;
  Type type;
  auto operator<=>(const Question&) const = default;
};

}  // namespace alignmail::dns

template <>
struct std::hash<alignmail::dns::Question> {
  static std::size_t of(const alignmail::dns::Domain& name, alignmail::dns::Type type) noexcept {
    return std::hash<alignmail::dns::Domain>{}(name)*31 + static_cast<std::size_t>(type);
  }
  std::size_t operator()(const alignmail::dns::Question& question) const noexcept {
    return of(question.name, question.type);
  }
};

namespace alignmail::dns {

struct Mx {
  std::uint16_t preference = 0;
  std::optional<Domain> exchange;  // absent for the root: "null MX" (RFC 7505)
  bool operator==(const Mx&) const = default;
};
// The character-strings of one TXT record, in order. SPF, DKIM and DMARC join them
// without anything between (RFC 7208 section 3.3, RFC 6376 section 3.6.2.2).
struct Txt {
  std::vector<std::string> strings{};
  std::string joined() const;
  bool operator==(const Txt&) const = default;
};
struct Soa {
  std::string text{};         // the seven fields as in a master file
  std::uint32_t minimum = 0;  // negative TTL (RFC 2308)
  bool operator==(const Soa&) const = default;
};
// Domain: the target of a CNAME, NS or PTR record.
using RecordData = std::variant<IpAddress, Domain, Mx, Txt, Soa>;
// One line of a master file without owner, TTL and class, escaped.
std::string to_string(const RecordData& data);

enum class Status : std::uint8_t {
  Found,   // records of the type that was asked for
  NoData,  // the name exists, the type does not
  NxDomain,
  ServFail,
  Refused,
  Timeout,      // no answer in time
  Malformed,    // an answer that cannot be read
  NotRecorded,  // a replay lacks the question
  NotAsked,     // a deadline or a ceiling came first
  Offline,      // --dns none
  Pending,      // wanted, not fetched yet; never in a fact
};
// The words of the report's "dns" list; Pending is "pending".
std::string_view to_string(Status status);
// True when a later try could bring an answer (ServFail, Refused, Timeout, Malformed).
bool is_temporary(Status status);
// True for Found, NoData and NxDomain: DNS has spoken.
bool is_answer(Status status);

// What is known about one question after one hop: records, or the alias that stands there.
struct Fact {
  Status status = Status::NotAsked;
  std::vector<RecordData> records{};  // of the type that was asked for
  std::optional<Domain> alias{};      // a CNAME instead; then status is Found and records empty
  std::uint32_t ttl = 0;              // seconds; of a negative answer the negative TTL
  bool authentic = false;             // the AD bit (RFC 4035); means what the path to the resolver is worth
  std::optional<double> milliseconds{};
  std::string server{};  // who answered: address and port, "zone", "replay", "overlay"
};

// An answer: the facts read along the chain of aliases.
struct Answer {
  Status status = Status::Pending;  // of the chain's end; a loop or a chain over 10 is Malformed
  SharedList<RecordData> records{};
  std::vector<Domain> chain{};  // aliases in the order followed; empty when there is none
  bool chain_loops = false;
  std::uint32_t ttl = 0;   // the smallest along the chain
  bool authentic = false;  // every hop was

  bool found() const { return status == Status::Found; }
  std::vector<std::string> texts() const;    // TXT records, joined
  std::vector<IpAddress> addresses() const;  // A and AAAA
  std::vector<Mx> exchanges() const;         // MX, by preference, then name
  std::vector<Domain> names() const;         // PTR, NS, CNAME
};

// Records to be seen before (or instead of) those of DNS: an overlay file, or the records of
// a proposed fix. A type set at a name replaces that type there; a CNAME replaces the whole
// name; an empty set is a tombstone.
class Layer {
 public:
  void set(const Domain& name, Type type, std::vector<RecordData> records);
  void add(const Domain& name, Type type, RecordData record);
  // What the layer says of a question; nothing when it leaves it to what lies below.
  // `below_exists`: a name that has records here is never NXDOMAIN, only without data.
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

// All that is known for one message. Facts are pinned: once put they do not change.
class Facts {
 public:
  // Puts what is known about a question elsewhere, in a cache; nothing when it is not.
  using Known = std::function<void(const Asked& asked, Facts& facts)>;
  // Asked at the first look-up of each question, so that a message whose answers are all known
  // needs one look instead of one for each wave (measured: 2 to 3 times as many messages).
  void set_known(Known known) { known_ = std::move(known); }

  void put(const Question& question, Fact fact);  // the first one stays
  void put(SharedFact fact);
  const Fact* find(const Asked& asked) const;
  // The same as a place in order().
  std::optional<std::size_t> place_of(const Asked& asked) const;
  // In the order in which they were put.
  const std::vector<SharedFact>& order() const { return order_; }

 private:
  std::optional<std::size_t> look(const Asked& asked) const;
  std::size_t slot_of(const Asked& asked) const;
  void grow();

  std::vector<SharedFact> order_;
  // Open addressing, a power of two: one more than a place in order_, or nothing. (Nodes of a map, with
  // names of their own, were three allocations for each fact of each message.)
  std::vector<std::uint32_t> slots_;
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

// Answers DNS questions. Abstract so that tests, zone files and recordings can stand in.
class Source {
 public:
  virtual ~Source() = default;
  // Puts a fact for every wanted question (at the deadline: NotAsked or Timeout), and whatever
  // else the answers told (the hops of an alias chain). Never throws, never fails.
  virtual void fetch(std::span<const Question> wanted, std::chrono::steady_clock::time_point deadline,
                     Facts& facts) = 0;
  // What this source can tell without waiting.
  virtual Facts::Known known() { return {}; }
};

// How servers are asked.
struct ServerOptions {
  std::chrono::milliseconds timeout{2000};  // per try
  int tries = 2;                            // per server
};

// A parsed --dns SPEC (contract section 2): system, addresses, zone:FILE, replay:FILE, none.
// Errors: Usage for a bad address or port, NoInput or Malformed (with line) for a file.
Result<std::unique_ptr<Source>> make_source(std::string_view spec, const ServerOptions& options);

// A master file (RFC 1035 section 5) read as a layer, for --dns-overlay.
Result<Layer> read_overlay(const std::string& path);

// Every fact as a recording that replay:FILE reads back (--dns-record).
std::string render_recording(const Facts& facts);

// A public suffix list, for the organizational domain of RFC 7489 section 3.2. RFC 9989 needs none.
class SuffixList {
 public:
  // The system's list, else the one built into libpsl.
  static SuffixList system();
  static Result<SuffixList> load(const std::string& path);

  // The registrable domain; the name itself when it is a public suffix.
  Domain organizational_domain(const Domain& name) const;
  bool is_public_suffix(const Domain& name) const;
  // The day the list was made ("2023-02-09"), where it can be known.
  const std::string& date() const { return date_; }
  // Of the list, never given twice while the program runs; for keys of what was found with it.
  std::uint64_t number() const;

 private:
  struct List;
  std::shared_ptr<const List> list_;
  std::string date_;
};

}  // namespace alignmail::dns
