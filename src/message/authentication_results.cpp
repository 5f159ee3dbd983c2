// SPDX-License-Identifier: Apache-2.0
// Authentication-Results (RFC 8601 section 2.2) and ARC-Authentication-Results (RFC 8617
// section 4.1.1).
//
//   authserv-id [version] *( ";" method ["/" version] "=" result ["reason" "=" value]
//                             *( ptype "." property "=" pvalue ) )   or   "; none"
//
// Receivers depart from it: no authserv-id, bare keys, words between results, lines folded inside
// words. Each departure is read in the one way that needs no guess, and named; where there is no
// such way, the words are named and left out.
#include <algorithm>
#include <iterator>

#include "alignmail/headers.hpp"
#include "base/ascii.hpp"
#include "base/limits.hpp"
#include "message/authentication_words.hpp"
#include "message/field_cursor.hpp"

namespace alignmail::message {
namespace {

constexpr std::size_t npos = std::string_view::npos;
constexpr std::size_t most_properties = 100;  // of one result
constexpr std::size_t usual_properties = 4;
constexpr std::size_t usual_results = 6;

class Parser {
 public:
  Parser(std::string_view text, bool arc) : in_(text.substr(0, limits::field_octets)), arc_(arc) {
    if (text.size() > limits::field_octets) note("the field is over the ceiling; the rest was not read");
  }

  AuthenticationResults run() {
    if (arc_) read_instance();
    read_authserv_id();
    while (!in_.at_end()) read_item();
    if (!out_.version.empty() && !is_version_1(out_.version)) out_.results.clear();
    out_.is_doubtful = out_.is_doubtful || has_other_versions_ || in_.is_unclosed() || !out_.cut.empty();
    if (out_.none && !out_.results.empty()) note("results beside \"none\"");
    if (!out_.none && out_.results.empty() && !has_other_versions_) note("neither a result nor \"none\"");
    note_unread(in_, out_.defects, out_.cut);
    return std::move(out_);
  }

 private:
  void note(std::string defect) { note_defect(std::move(defect), out_.defects); }
  static std::string quote(std::string_view word) {
    constexpr std::size_t most = 40;
    return '"' + std::string(word.substr(0, most)) + (word.size() > most ? "...\"" : "\"");
  }

  void read_instance() {
    in_.skip();
    const std::size_t begin = in_.place();
    const bool is_instance = ascii::iequals(in_.word(), "i");
    in_.skip();
    if (!is_instance || !in_.take('=')) {
      in_.go_to(begin);
      return note("no i= in front");
    }
    in_.skip();
    const auto number = ascii::parse_number(in_.word());
    if (number && *number <= UINT32_MAX) {
      out_.instance = static_cast<std::uint32_t>(*number);
    } else {
      note("i= is not an instance number");
    }
    in_.skip();
    if (!in_.take(';')) note("no semicolon behind i=");
  }

  void read_authserv_id() {
    in_.skip();
    const std::size_t begin = in_.place();
    const std::string id = in_.front() == '"' ? in_.quoted() : std::string(in_.word());
    in_.skip();
    if (id.empty() || in_.front() == '=') {
      note("no authserv-id");
      if (id.empty() && in_.take(';')) return;
      return in_.go_to(begin);
    }
    out_.authserv_id = ascii::to_lower(id);
    const std::size_t behind = in_.place();
    const std::string_view version = in_.word();
    if (is_number(version)) {
      out_.version = version;
      has_other_versions_ = !is_version_1(version);
      if (has_other_versions_) note("version " + quote(version) + " of the field, whose results were left out");
      in_.skip();
    } else {
      in_.go_to(behind);
    }
    if (!in_.at_end() && !in_.take(';')) note("no semicolon behind the authserv-id");
  }

  // One result with the semicolon behind it.
  void read_item() {
    MethodResult result;
    in_.skip(&result.comments);
    if (in_.at_end()) return note("a semicolon at the end");
    if (in_.take(';')) return note("nothing between two semicolons");
    const std::string_view word = in_.word();
    const FieldCursor::Gap gap = in_.skip(&result.comments);
    if (word.empty() && in_.front() != '=') {
      skip_odd();
    } else if (in_.front() == '=') {
      read_result(std::string(word), std::move(result));
    } else if (in_.at_end() || in_.front() == ';') {
      read_lone_word(word);
    } else if (!read_versioned_method(word, result) && !read_folded_method(word, gap, result)) {
      note("the word " + quote(word) + " before a result");
      return;  // what follows may be one
    }
    if (in_.take(';') && in_.at_end()) note("a semicolon at the end");
  }

  void read_lone_word(std::string_view word) {
    if (ascii::iequals(word, "none")) {
      out_.none = true;
    } else {
      note("the word " + quote(word) + " in place of a result");
    }
  }

  // "dkim / 1 = pass"
  bool read_versioned_method(std::string_view word, MethodResult& result) {
    const std::size_t begin = in_.place();
    std::vector<std::string> comments;
    std::string joined(word);
    if (!joined.ends_with('/')) joined += in_.word();
    in_.skip(&comments);
    if (joined.ends_with('/')) joined += in_.word();
    in_.skip(&comments);
    const std::size_t slash = joined.find('/');
    const bool is_versioned = slash != npos && is_keyword(std::string_view(joined).substr(0, slash)) &&
                              is_number(std::string_view(joined).substr(slash + 1));
    if (in_.front() != '=' || !is_versioned) {
      in_.go_to(begin);
      return false;
    }
    std::move(comments.begin(), comments.end(), std::back_inserter(result.comments));
    read_result(joined, std::move(result));
    return true;
  }

  // "dki" fold "m=pass"
  bool read_folded_method(std::string_view word, FieldCursor::Gap gap, MethodResult& result) {
    const std::size_t begin = in_.place();
    const std::string joined = std::string(word) + std::string(in_.word());
    if (!gap.is_fold || in_.front() != '=' || !is_one_of(known_methods, joined)) {
      in_.go_to(begin);
      return false;
    }
    note("a fold inside a word");
    read_result(joined, std::move(result));
    return true;
  }

  void read_result(const std::string& method, MethodResult result) {
    in_.take('=');
    if (method.empty()) note("no method in front of =");
    result.method = ascii::to_lower(method.substr(0, method.find('/')));
    in_.skip(&result.comments);
    result.result = ascii::to_lower(in_.word());
    if (result.result.empty()) note("no result behind " + quote(method + "="));
    while (read_property(result)) {
    }
    if (!is_of_version_1(method)) {
      has_other_versions_ = true;
      return note("the method " + quote(method) + " of no known version was left out");
    }
    if (method.empty()) return;
    if (out_.results.size() == limits::results_per_field) {
      note_defect(after_the_first("results", limits::results_per_field), out_.cut);
      return note("more results than the ceiling; the rest was not kept");
    }
    if (out_.results.empty()) out_.results.reserve(usual_results);
    out_.results.push_back(std::move(result));
  }

  bool read_property(MethodResult& result) {
    const FieldCursor::Gap before = in_.skip(&result.comments);
    if (in_.at_end() || in_.front() == ';') return false;
    std::string key(in_.word());
    if (key.empty()) return skip_odd();
    const FieldCursor::Gap behind = in_.skip(&result.comments);
    if (in_.front() != '=' && !join_key(key, behind)) {
      if (before.is_fold && join_value(key, result)) return true;
      note("the word " + quote(key) + " among properties");
      return true;
    }
    in_.take('=');
    add_property(key, result);
    return true;
  }

  bool skip_odd() {
    note("text that is neither a result nor a property");
    if (in_.front() == '"') {
      in_.quoted();
    } else {
      in_.drop();
    }
    return true;
  }

  // "header . from =" is in the grammar; "hea" fold "der.from=" is a line cut at a fixed width.
  bool join_key(std::string& key, FieldCursor::Gap gap) {
    const std::size_t begin = in_.place();
    std::string joined = key;
    bool is_dotted = key.ends_with('.') || in_.front() == '.';
    joined += in_.word();
    if (joined.ends_with('.')) {
      in_.skip();
      joined += in_.word();
    }
    in_.skip();
    const bool fits = is_property_name(joined) ? is_dotted || gap.is_fold : is_dotted && is_dotted_name(joined);
    if (in_.front() == '=' && fits) {
      if (!is_dotted) note("a fold inside a word");
      key = joined;
      return true;
    }
    in_.go_to(begin);
    return false;
  }

  // A word behind a fold that the result or the last value needs to make sense.
  bool join_value(const std::string& word, MethodResult& result) {
    if (result.properties.empty()) {
      if (is_one_of(known_results, result.result) || !is_one_of(known_results, result.result + word)) return false;
      result.result += ascii::to_lower(word);
    } else {
      AuthProperty& last = result.properties.back();
      const bool is_base64 = last.name == "b" || last.name == "bh";
      const bool is_address = last.value.find('@') == npos && last.value.find('.') == npos && word.find('@') != npos;
      const bool is_cut = word.starts_with('.') || word.starts_with('@') || last.value.ends_with('.') ||
                          last.value.ends_with('@') || last.value.ends_with('-');
      if (last.value.empty() || !(is_base64 || is_address || is_cut)) return false;
      last.value += word;
    }
    note("a fold inside a word");
    return true;
  }

  void add_property(const std::string& key, MethodResult& result) {
    const FieldCursor::Gap gap = in_.skip(&result.comments);
    FieldCursor::Value value;
    if (!gap.any || !is_property_next()) value = in_.value();
    if (value.text.empty() && !value.is_quoted) note("nothing behind " + quote(key + "="));
    if (value.has_brackets) note("angle brackets behind " + quote(key + "="));
    if (ascii::iequals(key, "reason")) {
      if (!result.properties.empty() || !result.reason.empty()) note("a reason among properties");
      result.reason = std::move(value.text);
      return;
    }
    if (result.properties.size() == most_properties) {
      note_defect(after_the_first("properties of a result", most_properties), out_.cut);
      return note("more properties than the ceiling");
    }
    const std::size_t dot = key.find('.');
    if (dot == npos) note("the bare key " + quote(key + "="));
    if (const auto before = result.find(key)) {
      note("the property " + quote(key) + " stands twice");
      out_.is_doubtful = out_.is_doubtful || *before != value.text;
    }
    if (result.properties.empty()) result.properties.reserve(usual_properties);
    result.properties.push_back({dot == npos ? std::string() : ascii::to_lower(key.substr(0, dot)),
                                 ascii::to_lower(dot == npos ? key : key.substr(dot + 1)), std::move(value.text)});
  }

  // "smtp.mailfrom= smtp.helo=x": the first is empty.
  bool is_property_next() {
    const std::size_t begin = in_.place();
    const bool is_name = is_property_name(in_.word()) && in_.front() == '=';
    in_.go_to(begin);
    return is_name;
  }

  FieldCursor in_;
  bool arc_;
  bool has_other_versions_ = false;  // than 1, of the field or of a method
  AuthenticationResults out_;
};

}  // namespace

std::optional<std::string_view> MethodResult::find(std::string_view type_and_name) const {
  const std::size_t dot = type_and_name.find('.');
  const std::string_view type = dot == npos ? std::string_view() : type_and_name.substr(0, dot);
  const std::string_view name = dot == npos ? type_and_name : type_and_name.substr(dot + 1);
  for (const AuthProperty& property : properties) {
    if (ascii::iequals(property.name, name) && ascii::iequals(property.type, type)) return property.value;
  }
  return std::nullopt;
}

AuthenticationResults parse_authentication_results(std::string_view field_body, bool arc) {
  return Parser(field_body, arc).run();
}

}  // namespace alignmail::message
