// SPDX-License-Identifier: Apache-2.0
#include "alignmail/analysis.hpp"

namespace alignmail {

std::string_view to_string(Path path) {
  switch (path) {
    case Path::Direct: return "direct";
    case Path::Forwarded: return "forwarded";
    case Path::MailingList: return "mailing_list";
  }
  return "";
}

std::string_view to_string(Agreement agreement) {
  switch (agreement) {
    case Agreement::Yes: return "yes";
    case Agreement::No: return "no";
    case Agreement::NotComparable: return "not_comparable";
  }
  return "";
}

std::string_view to_string(Cause cause) {
  switch (cause) {
    case Cause::None: return "none";
    case Cause::RecordChanged: return "record_changed";
    case Cause::KeyChanged: return "key_changed";
    case Cause::SignatureExpired: return "signature_expired";
    case Cause::OtherAddress: return "other_address";
    case Cause::OtherIdentity: return "other_identity";
    case Cause::ChangedAfterCheck: return "changed_after_check";
    case Cause::LocalPolicy: return "local_policy";
    case Cause::ArcOverride: return "arc_override";
    case Cause::CompositeAuthentication: return "composite_authentication";
    case Cause::OtherStandard: return "other_standard";
    case Cause::OtherSuffixList: return "other_suffix_list";
    case Cause::Limits: return "limits";
    case Cause::ReceiverDns: return "receiver_dns";
    case Cause::OurDns: return "our_dns";
    case Cause::FollowsLeg: return "follows_leg";
    case Cause::NotKnown: return "not_known";
  }
  return "";
}

}  // namespace alignmail
