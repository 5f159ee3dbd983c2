// SPDX-License-Identifier: Apache-2.0
// The words of SPF, each in one place.
#include "alignmail/spf.hpp"

namespace alignmail::spf {

std::string_view to_string(Status status) {
  switch (status) {
    case Status::None: return "none";
    case Status::Neutral: return "neutral";
    case Status::Pass: return "pass";
    case Status::Fail: return "fail";
    case Status::SoftFail: return "softfail";
    case Status::TempError: return "temperror";
    case Status::PermError: return "permerror";
  }
  return "";
}

std::string_view to_string(Identity identity) {
  switch (identity) {
    case Identity::MailFrom: return "mailfrom";
    case Identity::Helo: return "helo";
  }
  return "";
}

std::string_view to_string(Reason reason) {
  switch (reason) {
    case Reason::Matched: return "a mechanism matched";
    case Reason::NoMatch: return "no mechanism matched";
    case Reason::NoRecord: return "there is no SPF record";
    case Reason::NoDomain: return "there is no domain to check";
    case Reason::SeveralRecords: return "there is more than one SPF record";
    case Reason::Syntax: return "the record has a syntax error";
    case Reason::TooManyLookups: return "more than 10 terms need DNS look-ups";
    case Reason::TooManyVoidLookups: return "more than 2 look-ups found nothing";
    case Reason::TooManyNames: return "more than 10 names stand behind one mx";
    case Reason::Loop: return "an include or redirect leads back to where it came from";
    case Reason::IncludeWithoutRecord: return "an include names a domain without an SPF record";
    case Reason::RedirectWithoutRecord: return "a redirect names a domain without an SPF record";
    case Reason::DnsFailure: return "a DNS answer that is needed failed for now";
    case Reason::NotAnswered: return "an answer that is needed is not known";
    case Reason::Pending: return "an answer that is needed has not come yet";
  }
  return "";
}

std::string_view to_string(Kind kind) {
  switch (kind) {
    case Kind::All: return "all";
    case Kind::Include: return "include";
    case Kind::A: return "a";
    case Kind::Mx: return "mx";
    case Kind::Ptr: return "ptr";
    case Kind::Ip4: return "ip4";
    case Kind::Ip6: return "ip6";
    case Kind::Exists: return "exists";
    case Kind::Redirect: return "redirect";
    case Kind::Exp: return "exp";
    case Kind::UnknownModifier: return "modifier";
  }
  return "";
}

std::string_view to_string(Qualifier qualifier) {
  switch (qualifier) {
    case Qualifier::Pass: return "+";
    case Qualifier::Fail: return "-";
    case Qualifier::SoftFail: return "~";
    case Qualifier::Neutral: return "?";
  }
  return "";
}

std::string_view to_string(Match match) {
  switch (match) {
    case Match::Matched: return "matched";
    case Match::NotMatched: return "not_matched";
    case Match::Error: return "error";
    case Match::NotReached: return "not_reached";
    case Match::Pending: return "pending";
  }
  return "";
}

}  // namespace alignmail::spf
