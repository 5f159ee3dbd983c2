// SPDX-License-Identifier: Apache-2.0
// A report's JSON as text, octet for octet what the library writes. It looks at each character of each text, which was
// a third of the time, and sets up a writer of its own for each number; here a text of printable ASCII, nearly every
// one, is copied, at most with a backslash before its quotes.

#include <array>
#include <charconv>
#include <cstring>

#include "base/escape.hpp"
#include "report/json_parts.hpp"

namespace alignmail::report::json {
namespace {

// Text that grows: room is looked for once for each piece, where a string would look at each of its parts.
class Page {
 public:
  void put(char c) {
    if (used_ == text_.size()) make_room(1);
    text_[used_++] = c;
  }
  void put(std::string_view piece) {
    if (text_.size() - used_ < piece.size()) make_room(piece.size());
    std::memcpy(text_.data() + used_, piece.data(), piece.size());
    used_ += piece.size();
  }
  void put_quoted(std::string_view piece) {
    if (text_.size() - used_ < piece.size() + 2) make_room(piece.size() + 2);
    char* at = text_.data() + used_;
    *at = '"';
    std::memcpy(at + 1, piece.data(), piece.size());
    at[piece.size() + 1] = '"';
    used_ += piece.size() + 2;
  }
  std::string take() {
    text_.resize(used_);
    return std::move(text_);
  }

 private:
  void make_room(std::size_t octets) { text_.resize(2 * text_.size() + octets); }

  std::string text_ = std::string(std::size_t{16} << 10, '\0');  // most reports on one line fit
  std::size_t used_ = 0;
};

class Writer {
 public:
  explicit Writer(int indent) : indent_(indent) {}

  void value(const Json& json) {
    switch (json.type()) {
      case Json::value_t::object: return object(json.get_ref<const Json::object_t&>());
      case Json::value_t::array: return array(json.get_ref<const Json::array_t&>());
      case Json::value_t::string: return text(json.get_ref<const String&>());
      case Json::value_t::null: return page_.put("null");
      case Json::value_t::boolean: return page_.put(json.get<bool>() ? "true" : "false");
      case Json::value_t::number_unsigned: return number(json.get<std::uint64_t>());
      case Json::value_t::number_integer: return number(json.get<std::int64_t>());
      case Json::value_t::number_float:
      case Json::value_t::binary:
      case Json::value_t::discarded: return page_.put(json.dump());
    }
  }
  std::string take() {
    page_.put('\n');
    return page_.take();
  }

 private:
  void object(const Json::object_t& members) {
    if (members.empty()) return page_.put("{}");
    page_.put('{');
    ++depth_;
    bool is_first = true;
    for (const auto& [key, member] : members) {
      next(is_first);
      text(key);
      page_.put(indent_ < 0 ? std::string_view(":") : std::string_view(": "));
      value(member);
    }
    --depth_;
    new_line();
    page_.put('}');
  }

  void array(const Json::array_t& elements) {
    if (elements.empty()) return page_.put("[]");
    page_.put('[');
    ++depth_;
    bool is_first = true;
    for (const Json& element : elements) {
      next(is_first);
      value(element);
    }
    --depth_;
    new_line();
    page_.put(']');
  }

  void text(std::string_view text) {
    if (escape::is_plain(text, /*is_quoted=*/true)) return page_.put_quoted(text);
    // Octets that are no UTF-8 cannot make the library throw.
    if (!escape::is_plain(text)) return page_.put(Json(text).dump(-1, ' ', false, Json::error_handler_t::replace));
    page_.put('"');
    for (std::size_t quote = text.find('"'); quote != std::string_view::npos; quote = text.find('"')) {
      page_.put(text.substr(0, quote));
      page_.put("\\\"");
      text.remove_prefix(quote + 1);
    }
    page_.put(text);
    page_.put('"');
  }

  template <class Integer>
  void number(Integer value) {
    std::array<char, 24> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value);
    page_.put({digits.data(), static_cast<std::size_t>(end.ptr - digits.data())});
  }

  void next(bool& is_first) {
    if (!is_first) page_.put(',');
    is_first = false;
    new_line();
  }
  void new_line() {
    if (indent_ < 0) return;
    page_.put('\n');
    for (std::size_t i = static_cast<std::size_t>(indent_) * depth_; i > 0; --i) page_.put(' ');
  }

  int indent_;
  std::size_t depth_ = 0;
  Page page_;
};

}  // namespace

std::string dump(const Json& value, int indent) {
  Writer writer(indent);
  writer.value(value);
  return writer.take();
}

}  // namespace alignmail::report::json
