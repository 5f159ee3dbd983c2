// SPDX-License-Identifier: Apache-2.0
// The words of the report for the results of DKIM.
#include "alignmail/dkim.hpp"

namespace alignmail::dkim {

std::string_view to_string(Status status) {
  switch (status) {
    case Status::Pass: return "pass";
    case Status::Fail: return "fail";
    case Status::Policy: return "policy";
    case Status::PermError: return "permerror";
    case Status::TempError: return "temperror";
    case Status::NotChecked: return "not_checked";
  }
  return {};
}

std::string_view to_string(Reason reason) {
  switch (reason) {
    case Reason::Verified: return "the signature and the body hash fit";
    case Reason::BodyHashDiffers: return "the body is not the one that was signed";
    case Reason::SignatureMismatch:
      return "the signed header fields are not as they were signed, or another key signed";
    case Reason::SignatureSyntax: return "the signature field does not follow its grammar";
    case Reason::FromNotSigned: return "From is not among the signed fields";
    case Reason::IdentityOutsideDomain: return "the identity in i= does not belong to d=";
    case Reason::UnknownAlgorithm: return "the algorithm is not known";
    case Reason::HistoricAlgorithm: return "the algorithm is historic and must not be used";
    case Reason::UnknownCanonicalization: return "the canonicalization is not known";
    case Reason::Expired: return "the signature has expired";
    case Reason::KeyMissing: return "no key is published at the selector";
    case Reason::KeyRevoked: return "the key is revoked";
    case Reason::KeySyntax: return "the key record cannot be read";
    case Reason::KeyOfOtherType: return "the key is not meant for this signature";
    case Reason::KeyTooShort: return "the key is too short";
    case Reason::KeyTooLarge: return "the key is too large";
    case Reason::TooManyNames: return "too many header fields are named as signed";
    case Reason::LengthTooLong: return "more of the body is claimed as signed than there is";
    case Reason::DnsFailure: return "DNS gave no answer for now";
    case Reason::NotAnswered: return "the key was not asked for";
    case Reason::BodyNotGiven: return "the body was not given";
    case Reason::Repaired: return "the pasted text was repaired";
    case Reason::LimitReached: return "there are more signatures than are evaluated";
    case Reason::Pending: return "the key has not been fetched yet";
  }
  return {};
}

std::string_view to_string(Check check) {
  switch (check) {
    case Check::Match: return "match";
    case Check::Mismatch: return "mismatch";
    case Check::NotChecked: return "not_checked";
  }
  return {};
}

std::string_view to_string(Canonicalization canonicalization) {
  switch (canonicalization) {
    case Canonicalization::Simple: return "simple";
    case Canonicalization::Relaxed: return "relaxed";
  }
  return {};
}

std::string_view to_string(Change change) {
  switch (change) {
    case Change::None: return "none";
    case Change::TextAppended: return "text_appended";
    case Change::TextPrepended: return "text_prepended";
    case Change::LineEndings: return "line_endings";
    case Change::TrailingSpace: return "trailing_space";
    case Change::FromQuoting: return "from_quoting";
    case Change::DotStuffing: return "dot_stuffing";
    case Change::TransferEncoding: return "transfer_encoding";
    case Change::LongLines: return "long_lines";
    case Change::Links: return "links";
    case Change::SubjectTag: return "subject_tag";
    case Change::OtherCanonicalization: return "other_canonicalization";
    case Change::FinalNewline: return "final_newline";
    case Change::FieldAdded: return "field_added";
    case Change::FieldReplaced: return "field_replaced";
  }
  return {};
}

}  // namespace alignmail::dkim
