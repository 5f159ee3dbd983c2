// SPDX-License-Identifier: Apache-2.0
#include "alignmail/message.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "message/splitter.hpp"

namespace alignmail::message {

bool Field::is(std::string_view field_name) const { return ascii::iequals(name, field_name); }

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

Result<Message> parse(std::string_view octets, std::shared_ptr<const void> owner, Reading reading) {
  return Splitter(octets, std::move(owner), reading).run();
}

}  // namespace alignmail::message
