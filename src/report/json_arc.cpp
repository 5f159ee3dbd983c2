// SPDX-License-Identifier: Apache-2.0
// checks.arc: the chain of seals.
#include "report/json_parts.hpp"

namespace alignmail::report::json {

Json arc_check(const Analysis& analysis) {
  const auto claims = analysis.trust.claims("arc");
  const arc::Verdict& arc = analysis.arc;
  const bool checked = arc.status != arc::Status::NotChecked && !arc.pending;
  return {{"claimed", claimed_word(claims.empty() ? nullptr : claims.front())},
          {"observed", checked ? arc::to_string(arc.status) : "not_checked"},
          {"instances", arc.instances},
          {"failed_instance", arc.failed_instance ? Json(*arc.failed_instance) : Json()},
          {"reason", text_or_null(arc.reason)},
          {"sets", arc_sets(arc)}};
}

Json arc_sets(const arc::Verdict& verdict) {
  Json list = Json::array();
  for (const arc::Set& set : verdict.sets) {
    list.push_back({{"instance", set.instance},
                    {"sealer", text_or_null(set.sealer)},
                    {"cv", text_or_null(set.cv)},
                    {"seal", dkim::to_string(set.seal)},
                    {"signature", dkim::to_string(set.signature)},
                    {"detail", text_or_null(set.detail)}});
  }
  return list;
}

}  // namespace alignmail::report::json
