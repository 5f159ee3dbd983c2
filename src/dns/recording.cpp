// SPDX-License-Identifier: Apache-2.0
#include "dns/recording.hpp"

#include <array>
#include <nlohmann/json.hpp>

#include "base/escape.hpp"
#include "base/limits.hpp"
#include "base/time.hpp"
#include "dns/file.hpp"
#include "dns/master_rdata.hpp"

namespace alignmail::dns {
namespace {

using nlohmann::ordered_json;

constexpr std::string_view version_key = "alignmail_dns_recording";
constexpr int version = 1;

ordered_json to_json(const Question& question, const Fact& fact, const std::string& time) {
  ordered_json entry;
  entry["name"] = question.name.text();
  entry["type"] = to_string(question.type);
  entry["status"] = to_string(fact.status);
  entry["records"] = ordered_json::array();
  for (const RecordData& record : fact.records) entry["records"].push_back(to_string(record));
  entry["alias"] = fact.alias ? ordered_json(fact.alias->text()) : ordered_json(nullptr);
  entry["ttl"] = fact.ttl;
  entry["ad"] = fact.authentic;
  entry["ms"] = fact.milliseconds ? ordered_json(*fact.milliseconds) : ordered_json(nullptr);
  entry["server"] = escape::visible_ascii(fact.server);
  entry["time"] = time;
  return entry;
}

std::optional<Status> parse_status(std::string_view word) {
  constexpr std::array recorded = {Status::Found,    Status::NoData,  Status::NxDomain,  Status::ServFail,
                                   Status::Refused,  Status::Timeout, Status::Malformed, Status::NotRecorded,
                                   Status::NotAsked, Status::Offline};
  for (const Status status : recorded) {
    if (to_string(status) == word) return status;
  }
  return std::nullopt;
}

// Reads the members of one entry; the first fault is kept and what follows it is of no account.
class EntryReader {
 public:
  explicit EntryReader(const ordered_json& entry) : entry_(entry) {}

  std::string text(const char* key) {
    const ordered_json* value = find(key);
    if (value == nullptr || !value->is_string()) {
      fail(std::string(key) + " must be a text");
      return {};
    }
    return value->get<std::string>();
  }
  std::optional<std::string> text_or_null(const char* key) {
    const ordered_json* value = find(key);
    if (value == nullptr || value->is_null()) return std::nullopt;
    return text(key);
  }
  std::vector<std::string> texts(const char* key) {
    std::vector<std::string> result;
    const ordered_json* value = find(key);
    if (value == nullptr || !value->is_array()) {
      fail(std::string(key) + " must be a list");
      return result;
    }
    for (const ordered_json& element : *value) {
      if (!element.is_string()) {
        fail(std::string(key) + " must hold texts only");
        return result;
      }
      result.push_back(element.get<std::string>());
    }
    return result;
  }
  std::uint32_t number(const char* key) {
    const ordered_json* value = find(key);
    if (value == nullptr) return 0;
    if (!value->is_number_unsigned() || value->get<std::uint64_t>() > UINT32_MAX) {
      fail(std::string(key) + " must be a number from 0 to 4294967295");
      return 0;
    }
    return value->get<std::uint32_t>();
  }
  std::optional<double> milliseconds(const char* key) {
    const ordered_json* value = find(key);
    if (value == nullptr || value->is_null()) return std::nullopt;
    if (!value->is_number()) fail(std::string(key) + " must be a number or null");
    return fault_ ? std::nullopt : std::optional(value->get<double>());
  }
  bool flag(const char* key) {
    const ordered_json* value = find(key);
    if (value == nullptr) return false;
    if (!value->is_boolean()) fail(std::string(key) + " must be true or false");
    return !fault_ && value->get<bool>();
  }
  void fail(std::string reason) {
    if (!fault_) fault_ = std::move(reason);
  }
  const std::optional<std::string>& fault() const { return fault_; }

 private:
  const ordered_json* find(const char* key) const {
    const auto member = entry_.find(key);
    return member == entry_.end() ? nullptr : &*member;
  }

  const ordered_json& entry_;
  std::optional<std::string> fault_;
};

void read_entry(EntryReader& in, Facts& facts) {
  const auto name = Domain::parse_escaped(in.text("name"));
  if (!name) in.fail("name: " + name.error().what);
  const auto type = parse_type(in.text("type"));
  if (!type) in.fail("type is not a record type that is asked for");
  const auto status = parse_status(in.text("status"));
  if (!status) in.fail("status is not a word of a recording");
  Fact fact{.ttl = in.number("ttl"), .authentic = in.flag("ad"), .milliseconds = in.milliseconds("ms")};
  fact.server = in.text_or_null("server").value_or("");
  const auto alias = in.text_or_null("alias");
  const auto records = in.texts("records");
  if (in.fault()) return;
  fact.status = *status;
  if (alias) {
    auto target = Domain::parse_escaped(*alias);
    if (!target) return in.fail("alias: " + target.error().what);
    fact.alias = std::move(*target);
  }
  for (const std::string& record : records) {
    // An IPv4-mapped address of an AAAA record is kept, and so written, as IPv4.
    const bool is_mapped = *type == Type::AAAA && record.find(':') == std::string::npos;
    auto data = parse_rdata(*type, is_mapped ? "::ffff:" + record : record);
    if (!data) return in.fail("records: " + data.error().what);
    fact.records.push_back(std::move(*data));
  }
  // Only what a fact can be: see Fact.
  const bool has_one_answer = fact.alias.has_value() != !fact.records.empty();
  if ((fact.status == Status::Found) != has_one_answer || (fact.alias && !fact.records.empty())) {
    return in.fail("noerror needs either records or an alias, and no other status has them");
  }
  facts.put({*name, *type}, std::move(fact));
}

class ReplaySource : public Source {
 public:
  explicit ReplaySource(Facts facts) : facts_(std::move(facts)) {}

  void fetch(std::span<const Question> wanted, std::chrono::steady_clock::time_point, Facts& facts) override {
    for (Question question : wanted) {
      for (std::size_t hops = 0; hops <= limits::alias_chain; ++hops) {
        const Fact* fact = facts_.find(question);
        facts.put(question, fact != nullptr ? *fact : Fact{.status = Status::NotRecorded, .server = "replay"});
        if (fact == nullptr || !fact->alias) break;
        question.name = *fact->alias;
      }
    }
  }

 private:
  Facts facts_;
};

}  // namespace

std::string render_recording(const Facts& facts) {
  return render_recording(facts, std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()));
}

std::string render_recording(const Facts& facts, std::chrono::sys_seconds time) {
  ordered_json recording;
  recording[std::string(version_key)] = version;
  recording["facts"] = ordered_json::array();
  const std::string written = to_rfc3339(time);
  for (const SharedFact& pinned : facts.order()) {
    recording["facts"].push_back(to_json(pinned->question, pinned->fact, written));
  }
  return recording.dump(1, ' ', true, ordered_json::error_handler_t::replace) + "\n";
}

Result<Facts> parse_recording(std::string_view text, std::string_view file) {
  const auto bad = [&](const std::string& reason) {
    return failure(Error::Kind::Malformed, escape::visible(file) + ": " + reason);
  };
  const ordered_json recording = ordered_json::parse(text, nullptr, false);
  if (recording.is_discarded()) return bad("this is not JSON");
  if (!recording.is_object() || !recording.contains(version_key)) return bad("this is not a recording of DNS answers");
  if (recording[std::string(version_key)] != version)
    return bad("the recording is of a version that is not understood");
  const auto entries = recording.find("facts");
  if (entries == recording.end() || !entries->is_array()) return bad("the list \"facts\" is missing");
  Facts facts;
  std::size_t number = 0;
  for (const ordered_json& entry : *entries) {
    ++number;
    EntryReader in(entry);
    if (entry.is_object()) {
      read_entry(in, facts);
    } else {
      in.fail("it must be an object");
    }
    if (in.fault()) return bad("fact " + std::to_string(number) + ": " + *in.fault());
  }
  return facts;
}

Result<std::unique_ptr<Source>> read_recording(const std::string& path) {
  const auto text = read_file(path);
  if (!text) return tl::unexpected(text.error());
  auto facts = parse_recording(*text, path);
  if (!facts) return tl::unexpected(facts.error());
  return std::unique_ptr<Source>(std::make_unique<ReplaySource>(std::move(*facts)));
}

}  // namespace alignmail::dns
