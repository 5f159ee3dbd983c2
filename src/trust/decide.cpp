// SPDX-License-Identifier: Apache-2.0
#include "trust/decide.hpp"

#include <algorithm>
#include <set>

#include "base/ascii.hpp"
#include "trust/names.hpp"
#include "trust/reported.hpp"
#include "trust/topic.hpp"

namespace alignmail::trust {
namespace {

bool is_any_of(const message::Field& field, std::initializer_list<std::string_view> names) {
  return std::any_of(names.begin(), names.end(), [&](std::string_view name) { return field.is(name); });
}

// Fields that a receiver's filters write around the results.
bool is_filter_field(const message::Field& field) {
  return ascii::istarts_with(field.name, "X-") || ascii::istarts_with(field.name, "ARC-") ||
         is_any_of(field, {"Authentication-Results", "Received-SPF", "Return-Path", "Delivered-To", "DMARC-Filter",
                           "DKIM-Filter", "BIMI-Indicator", "BIMI-Location"});
}

constexpr std::string_view no_delivery = "nothing above shows a delivery by the receiver";

constexpr std::string_view other_sender = "it speaks of another envelope sender";

// What many set-ups of OpenDMARC write under: the program's name in place of the host's.
constexpr std::string_view name_of_filter = "opendmarc";

class Decision {
 public:
  Decision(const Scene& scene, const std::vector<Reported>& reported) : scene_(scene) {
    for (const std::string& id : scene.given.authserv_ids) named_.push_back(normal_name(id));
    find_places();
    for (const Reported& field : reported) {
      if (field.field >= inside_end_ || !is_wanted(field)) continue;
      if (field.kind == ReportedKind::AuthenticationResults) results_above_ = true;
      if (field.kind == ReportedKind::ReceivedSpf) spf_above_ = true;
    }
  }

  void decide(Reported& field) {
    if (field.kind == ReportedKind::OriginalAuthenticationResults) {
      set(field, Trust::Untrusted, "it was moved aside on the way: the result of an earlier receiver");
    } else if (field.field < inside_end_) {
      decide_above(field);
    } else if (scene_.hops.empty()) {
      decide_without_path(field);
    } else {
      decide_below(field);
    }
  }

 private:
  static void set(Reported& field, Trust trust, std::string why) {
    field.trust = trust;
    field.why = std::move(why);
  }
  bool is_of_one(std::string_view a, std::string_view b) const { return same_organization(a, b, scene_.suffixes); }
  std::string boundary_line() const { return "line " + std::to_string(lowest_line_); }

  // Everything above inside_end_ was written inside; block_end_ closes what filters may have added below.
  void find_places() {
    const auto fields = scene_.message.fields();
    block_begin_ = 0;
    if (!scene_.hops.empty()) {
      const Hop& lowest = scene_.hops[scene_.boundary.value_or(scene_.hops.size() - 1)];
      inside_end_ = lowest.field;
      block_begin_ = lowest.field + 1;
      lowest_line_ = lowest.line;
      by_ = normal_name(lowest.received.by);
      client_ = lowest.received.address;
      recipient_ = domain_of(lowest.received.for_address);
    }
    block_end_ = block_begin_;
    while (block_end_ < fields.size() && is_filter_field(fields[block_end_])) ++block_end_;
    const auto above = fields.first(inside_end_);
    const auto is_delivery = [](const message::Field& field) {
      return is_any_of(field, {"Received", "Return-Path", "Delivered-To", "X-Original-To", "Envelope-To"});
    };
    is_delivered_ = std::any_of(above.begin(), above.end(), is_delivery);
  }

  // Without --authserv-id any name will do above the boundary.
  bool is_wanted(const Reported& field) const {
    if (named_.empty() || !field.authserv_id) return true;
    return std::any_of(named_.begin(), named_.end(),
                       [&](const std::string& id) { return is_of_one(id, *field.authserv_id); });
  }

  bool is_named(const Reported& field) const {
    return field.authserv_id && std::find(named_.begin(), named_.end(), *field.authserv_id) != named_.end();
  }

  // The exact names under which the receiver writes.
  bool is_own_name(const Reported& field) const {
    if (!field.authserv_id) return false;
    return *field.authserv_id == by_ || is_named(field) || trusted_ids_.count(*field.authserv_id) > 0;
  }

  // A name that the host which took the message may write under: its own organization, the recipient's, or
  // one that shows in an internal host name ("p00-icloudmta-1" and "spf.icloud.com").
  bool belongs_to_receiver(const Reported& field) const {
    if (!field.authserv_id) return false;
    if (!named_.empty()) return is_named(field);
    const std::string& id = *field.authserv_id;
    if (is_own_name(field) || is_of_one(id, by_) || id == name_of_filter) return true;
    if (!is_local_name(by_)) return false;
    if (is_of_one(id, recipient_)) return true;
    constexpr std::size_t telling = 5;  // letters; shorter labels stand in any name
    const auto labels = ascii::split(id, '.');
    return labels.size() > 1 && labels[labels.size() - 2].size() >= telling &&
           by_.find(labels[labels.size() - 2]) != std::string::npos;
  }

  void decide_above(Reported& field) {
    if (!is_wanted(field)) {
      return set(field, Trust::Untrusted, "it is not under a name that --authserv-id gives");
    }
    trust(field, "it stands above the Received of the receiver (" + boundary_line() + "), so it was written inside");
  }

  void decide_without_path(Reported& field) {
    if (is_named(field) && field.field < block_end_) {
      return trust(field, "it is on top and under a name that --authserv-id gives");
    }
    hear(field, "there is no Received, so nothing shows who wrote it");
  }

  bool is_handed_over() const {
    const Given::FromEnvironment& told = scene_.given.from_environment;
    return told.mail_from || told.client_ip || told.helo;
  }

  // Of a message that was cut for its size the header is whole.
  bool is_whole() const { return scene_.message.body_state() != message::Body::Absent; }

  // A header that somebody copied out tells of its receiver by this alone. A whole message may come from anywhere.
  void hear(Reported& field, const std::string& why) {
    field.is_hearsay = !is_whole() && is_wanted(field) && is_of_first_writer(field);
    const std::string fate = field.is_hearsay ? "; it is shown as the receiver's word, and proves nothing" : "";
    set(field, Trust::Unknown, why + fate);
  }

  bool is_of_first_writer(const Reported& field) {
    if (!field.authserv_id) return true;
    if (first_writer_.empty()) first_writer_ = *field.authserv_id;
    return is_of_one(first_writer_, *field.authserv_id);
  }

  void decide_below(Reported& field) {
    const auto place = [this] { return "it stands below the Received of the boundary (" + boundary_line() + ")"; };
    const bool may_be_ours = field.field < block_end_ && belongs_to_receiver(field);
    const std::string objection = may_be_ours ? why_not_ours(field) : "";
    if (may_be_ours && objection.empty()) {
      // The sender may have known the name. Who gave it on the command line vouches for it.
      field.is_unproven = is_whole() && !is_named(field);
      return trust(field,
                   "directly below its own Received (" + boundary_line() + ") the receiver wrote it, under its name");
    }
    // Whoever copied a part of a header out may have begun at that very Received: what is above it was not given.
    // A mail system gives all of it.
    if (may_be_ours && objection == no_delivery && !is_whole() && !is_handed_over()) return hear(field, objection);
    // Some receivers write among the content (NetEase); an internal name is nothing a stranger would guess.
    if (field.authserv_id == by_ && is_local_name(by_) && !is_named(field)) {
      return set(field, Trust::Unknown,
                 place() + " under an internal name of the receiver, where anyone could have written it");
    }
    if (objection == other_sender && may_be_rewritten()) {
      return set(field, Trust::Unknown,
                 place() + ", and " + std::string(other_sender) +
                     ": a host of the receiver may have rewritten that since, or the sender wrote the field");
    }
    // A sealed copy of an earlier pass through the same receiver is no forgery; ARC judges it.
    const bool is_sealed = field.kind == ReportedKind::ArcAuthenticationResults;
    if (!is_sealed && is_own_name(field)) {
      const std::string reason = objection.empty() ? "" : ", and " + objection;
      return set(field, Trust::Forged, place() + " under the receiver's own name" + reason);
    }
    if (!field.authserv_id) return set(field, Trust::Untrusted, place() + " and names nobody who wrote it");
    set(field, Trust::Untrusted, place() + ": the sender or a relay may have written it");
  }

  std::string why_not_ours(const Reported& field) {
    // A policy server may write Received-SPF above and filters their results below, not the reverse.
    if (results_above_ || (field.kind == ReportedKind::ReceivedSpf && spf_above_)) {
      return "the receiver writes its results above";
    }
    for (const message::MethodResult& result : field.results) {
      const auto client = result.method == "spf" ? stated_client(result) : std::nullopt;
      if (client && client_ && *client != *client_) return "it speaks of another client address";
      const std::string sender = stated_sender_domain(result);
      if (!sender.empty() && !scene_.mail_from.empty() && sender != domain_of(scene_.mail_from)) {
        return std::string(other_sender);
      }
      if (was_said(topic_of(field, result))) return "it says again what was already said";
    }
    return is_delivered_ ? "" : std::string(no_delivery);
  }

  // A forwarder, an alias or a list inside gives the mail another envelope sender, and SRS does so on the same host.
  bool may_be_rewritten() const {
    const bool was_handed_on = scene_.boundary.value_or(scene_.hops.size()) > 0;
    return was_handed_on || ascii::istarts_with(scene_.mail_from, "SRS0") ||
           ascii::istarts_with(scene_.mail_from, "SRS1");
  }

  void trust(Reported& field, std::string why) {
    set(field, Trust::Trusted, std::move(why));
    if (field.kind == ReportedKind::AuthenticationResults && field.authserv_id) trusted_ids_.insert(*field.authserv_id);
    trusted_.push_back(&field);
  }

  // By a field that is trusted. They are looked into when the next one is judged, and the last one never is.
  bool was_said(const Topic& topic) {
    for (; looked_into_ < trusted_.size(); ++looked_into_) {
      const Reported& field = *trusted_[looked_into_];
      for (const message::MethodResult& result : field.results) said_.insert(topic_of(field, result));
    }
    return said_.contains(topic);
  }

  const Scene& scene_;
  std::vector<std::string> named_;
  std::size_t inside_end_ = 0;
  std::size_t block_begin_ = 0;
  std::size_t block_end_ = 0;
  std::uint32_t lowest_line_ = 0;
  std::string by_;
  std::optional<IpAddress> client_;
  std::string recipient_;
  bool is_delivered_ = false;
  bool results_above_ = false;
  bool spf_above_ = false;
  std::string first_writer_;
  std::set<std::string> trusted_ids_;
  std::vector<const Reported*> trusted_;
  std::size_t looked_into_ = 0;
  std::set<Topic> said_;
};

}  // namespace

void decide(const Scene& scene, std::vector<Reported>& reported) {
  Decision decision(scene, reported);
  for (Reported& field : reported) decision.decide(field);
  const auto is_trusted = [](const Reported& field) { return field.trust == Trust::Trusted; };
  if (std::none_of(reported.begin(), reported.end(), is_trusted)) return;
  for (Reported& field : reported) field.is_hearsay = false;
}

std::string_view to_string(Trust trust) {
  switch (trust) {
    case Trust::Trusted: return "trusted";
    case Trust::Untrusted: return "untrusted";
    case Trust::Forged: return "forged";
    case Trust::Unknown: return "unknown";
  }
  return "";
}

}  // namespace alignmail::trust
