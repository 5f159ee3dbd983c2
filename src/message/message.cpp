// SPDX-License-Identifier: Apache-2.0
#include "alignmail/message.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "base/limits.hpp"
#include "message/foreign_text.hpp"
#include "message/paste.hpp"
#include "message/splitter.hpp"

namespace alignmail::message {

bool Field::has_letters(std::string_view field_name) const { return ascii::iequals(name, field_name); }

std::string_view to_string(DefectKind kind) {
  switch (kind) {
    case DefectKind::BareCr: return "bare CR";
    case DefectKind::BareLf: return "bare LF";
    case DefectKind::Nul: return "NUL";
    case DefectKind::ControlCharacter: return "control character";
    case DefectKind::LeadingBlankLine: return "empty line above the header";
    case DefectKind::LeadingContinuation: return "white space in front of the first field";
    case DefectKind::SpaceBeforeColon: return "white space before the colon";
    case DefectKind::FoldedName: return "line end between a field name and its colon";
    case DefectKind::BlankContinuation: return "line of white space alone inside a field";
    case DefectKind::NoColon: return "header line without a colon";
    case DefectKind::BadName: return "field name with octets that none may have";
    case DefectKind::NoSeparator: return "no empty line behind the header";
    case DefectKind::MboxFromLine: return "mailbox \"From \" line";
    case DefectKind::LongLine: return "line over 998 octets";
    case DefectKind::Truncated: return "text that ends inside a field";
    case DefectKind::Smuggling: return "SMTP commands or a second message behind a lone dot";
    case DefectKind::HeaderTooLong: return "header over the ceiling";
    case DefectKind::FieldTooLong: return "field over the ceiling";
    case DefectKind::TooManyFields: return "more fields than the ceiling";
  }
  return "";
}

const Defect* Message::find_defect(DefectKind kind) const {
  const auto found = std::find_if(defects_.begin(), defects_.end(), [&](const Defect& d) { return d.kind == kind; });
  return found == defects_.end() ? nullptr : &*found;
}

bool Message::has_repair(std::string_view id) const {
  return std::any_of(repairs_.begin(), repairs_.end(), [&](const Repair& repair) { return repair.id == id; });
}

std::vector<const Field*> Message::find_all(std::string_view name) const {
  std::vector<const Field*> found;
  for (const Field& field : fields_) {
    if (field.is(name)) found.push_back(&field);
  }
  return found;
}

const Field* Message::find_first(std::string_view name) const {
  const auto found = std::find_if(fields_.begin(), fields_.end(), [&](const Field& f) { return f.is(name); });
  return found == fields_.end() ? nullptr : &*found;
}

Result<Message> parse(std::string octets, Reading reading) {
  auto owner = std::make_shared<const std::string>(std::move(octets));
  const std::string_view view = *owner;
  return parse(view, std::move(owner), reading);
}

// Gives a repaired text the line numbers of the text that was given.
class Mender {
 public:
  static Result<Message> parse(paste::Mended mended, std::string_view given,
                               const std::shared_ptr<const void>& given_owner, bool is_cut) {
    auto text = std::make_shared<const std::string>(std::move(mended.text));
    auto message = Splitter(*text, text, Reading::Headers).run();
    if (!message) return message;
    for (Field& field : message->fields_) field.line = original(mended.numbers, field.line);
    for (Defect& defect : message->defects_) defect.line = original(mended.numbers, defect.line);
    if (is_cut && message->find_defect(DefectKind::HeaderTooLong) == nullptr) {
      message->defects_.push_back({.kind = DefectKind::HeaderTooLong, .offset = limits::header_octets});
    }
    message->repairs_ = std::move(mended.repairs);
    message->is_rewritten_ = true;
    message->given_ = given;
    message->given_owner_ = given_owner;
    return message;
  }

  // The message below what was set aside, when nothing else in it has to be repaired.
  static std::optional<Message> parse_below(std::string_view octets, const std::shared_ptr<const void>& owner,
                                            paste::Front front) {
    auto below = Splitter(octets, owner, Reading::Detect, front.octets).run();
    if (!below) return std::nullopt;
    auto tail = drop_page_tail(octets, owner, *below, front.octets);
    const std::string_view rest = octets.substr(front.octets);
    if (paste::is_suspicious(*below) && paste::mend(rest, below->is_headers_only())) return std::nullopt;
    below->repairs_ = std::move(front.repairs);
    if (tail) {
      add_buttons(below->repairs_, *std::move(tail));
      return *std::move(below);
    }
    // No server leaves words above a header. A byte order mark an editor may have left.
    if (below->has_repair("summary") || below->has_repair("leading-text")) note_foreign_text(*below);
    return *std::move(below);
  }

  // Leaves the header alone when nothing but words of a page stands below it.
  static std::optional<Repair> drop_page_tail(std::string_view octets, const std::shared_ptr<const void>& owner,
                                              Message& message, std::size_t begin = 0) {
    if (message.body_state() != Body::Present) return std::nullopt;
    const std::string_view body = message.body();
    const std::string_view above = octets.substr(0, octets.size() - body.size());
    if (body.size() > paste::longest_page_tail) return std::nullopt;
    const auto line = static_cast<std::uint32_t>(std::count(above.begin(), above.end(), '\n')) + 1;
    auto tail = paste::find_page_tail(body, line);
    if (!tail) return std::nullopt;
    auto header = Splitter(octets, owner, Reading::Headers, begin).run();
    if (!header) return std::nullopt;
    message = *std::move(header);
    return tail;
  }

  static Message with_repair(Message message, Repair repair) {
    message.repairs_ = {std::move(repair)};
    return message;
  }

  static void note_foreign_text(Message& pasted) {
    if (pasted.body_state_ == Body::Present) pasted.foreign_text_ = find_foreign_text(pasted);
  }

 private:
  // The page has them above the header and below it.
  static void add_buttons(std::vector<Repair>& repairs, Repair tail) {
    for (Repair& repair : repairs) {
      if (repair.id != tail.id) continue;
      repair.count += tail.count;
      return;
    }
    repairs.push_back(std::move(tail));
  }

  static std::uint32_t original(const std::vector<std::uint32_t>& numbers, std::uint32_t line) {
    return line > 0 && line <= numbers.size() ? numbers[line - 1] : line;
  }
};

namespace {

bool has_more_than_buttons(const paste::Mended& mended) {
  return std::any_of(mended.repairs.begin(), mended.repairs.end(), [](const Repair& r) { return r.id != "buttons"; });
}

Result<Message> read(std::string_view octets, const std::shared_ptr<const void>& owner, Reading reading,
                     bool is_pasted) {
  auto exact = Splitter(octets, owner, reading).run();
  const bool is_never_repaired = reading == Reading::Message || reading == Reading::HeaderOfMessage;
  if (is_never_repaired || octets.empty()) return exact;
  // In a file such words may be the body that a sender chose.
  auto tail = exact && is_pasted ? Mender::drop_page_tail(octets, owner, *exact) : std::nullopt;
  const bool looks_mangled = !exact || reading == Reading::Headers || paste::is_suspicious(*exact);
  if (!looks_mangled) return exact;
  if (auto front = reading == Reading::Detect ? paste::find_front(octets) : std::nullopt) {
    if (auto below = Mender::parse_below(octets, owner, *std::move(front))) return *std::move(below);
  }
  const bool is_alone = !exact || exact->is_headers_only();
  auto mended = paste::mend(octets, is_alone);
  // Who gives a whole message took no names out of its header: they are a sender's, who gains no doubt by them.
  if (mended && !is_alone) std::erase_if(mended->repairs, [](const Repair& r) { return r.id == "redacted"; });
  if (mended && mended->repairs.empty()) return exact;
  if (tail && !(mended && has_more_than_buttons(*mended)))
    return Mender::with_repair(*std::move(exact), *std::move(tail));
  if (!mended) return exact;
  // What is over the ceiling is not repaired either.
  const bool is_cut =
      octets.size() > limits::header_octets && (!exact || exact->find_defect(DefectKind::HeaderTooLong) != nullptr);
  return Mender::parse(*std::move(mended), octets, owner, is_cut);
}

}  // namespace

// What is read and what is repaired share the owner. NOLINTNEXTLINE(performance-unnecessary-value-param)
Result<Message> parse(std::string_view octets, std::shared_ptr<const void> owner, Reading reading) {
  if (reading != Reading::Pasted) return read(octets, owner, reading, false);
  auto pasted = read(octets, owner, Reading::Detect, true);
  if (pasted) Mender::note_foreign_text(*pasted);
  return pasted;
}

}  // namespace alignmail::message
