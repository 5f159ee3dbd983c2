// SPDX-License-Identifier: Apache-2.0
// What may be wrong with an address list, and which of it makes readers disagree on who is in it.
#include <algorithm>

#include "alignmail/headers.hpp"

namespace alignmail::message {

std::string_view to_string(AddressDefect defect) {
  switch (defect) {
    case AddressDefect::Empty: return "no address";
    case AddressDefect::Syntax: return "text that is not an address";
    case AddressDefect::TextAfterAngle: return "text after the angle brackets";
    case AddressDefect::SeveralAtSigns: return "several @ outside quotes";
    case AddressDefect::NoDomain: return "an address without a domain";
    case AddressDefect::QuotedPairOutsideQuotes: return "a backslash outside quotes";
    case AddressDefect::UnclosedComment: return "a comment that never ends";
    case AddressDefect::UnclosedQuote: return "a quote that never ends";
    case AddressDefect::UnclosedAngle: return "an angle bracket that never closes";
    case AddressDefect::NestingTooDeep: return "comments nested too deep";
    case AddressDefect::ControlCharacter: return "a control character";
    case AddressDefect::InvisibleCharacter: return "an invisible character in the address";
    case AddressDefect::EncodedAddress: return "an encoded-word in the address";
    case AddressDefect::HiddenAddress: return "an address of its own inside an encoded-word";
    case AddressDefect::Route: return "a source route in front of the address";
    case AddressDefect::TooManyAddresses: return "more addresses than the ceiling";
    case AddressDefect::ObsoleteSyntax: return "obsolete syntax";
    case AddressDefect::UnquotedName: return "a display name that lacks its quotes";
    case AddressDefect::DotsInLocalPart: return "misplaced dots in front of the @";
    case AddressDefect::TooManyEncodedWords: return "more encoded-words than the ceiling";
  }
  return "";
}

bool is_ambiguous(AddressDefect defect) {
  switch (defect) {
    case AddressDefect::Route:
    case AddressDefect::ObsoleteSyntax:
    case AddressDefect::UnquotedName:
    case AddressDefect::DotsInLocalPart:
    case AddressDefect::TooManyEncodedWords: return false;
    case AddressDefect::Empty:
    case AddressDefect::Syntax:
    case AddressDefect::TextAfterAngle:
    case AddressDefect::SeveralAtSigns:
    case AddressDefect::NoDomain:
    case AddressDefect::QuotedPairOutsideQuotes:
    case AddressDefect::UnclosedComment:
    case AddressDefect::UnclosedQuote:
    case AddressDefect::UnclosedAngle:
    case AddressDefect::NestingTooDeep:
    case AddressDefect::ControlCharacter:
    case AddressDefect::InvisibleCharacter:
    case AddressDefect::EncodedAddress:
    case AddressDefect::HiddenAddress:
    case AddressDefect::TooManyAddresses: return true;
  }
  return true;
}

bool AddressList::has(AddressDefect defect) const {
  return std::find(defects.begin(), defects.end(), defect) != defects.end();
}

bool AddressList::is_ambiguous() const {
  return std::any_of(defects.begin(), defects.end(), [](AddressDefect d) { return message::is_ambiguous(d); });
}

}  // namespace alignmail::message
