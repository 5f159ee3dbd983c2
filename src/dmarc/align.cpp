// SPDX-License-Identifier: Apache-2.0
// Identifier alignment (RFC 9989 sections 3.2.10 and 4.10.2; RFC 7489 section 3.1): how the domain
// of an identifier relates to the author domain. Whether it was authenticated is another fact.
#include "dmarc/walk.hpp"

namespace alignmail::dmarc {
namespace {

// An organization is the name itself or one above it, so names that end differently belong to
// different ones, and nothing needs to be asked.
bool share_a_label(const dns::Domain& a, const dns::Domain& b) { return a.suffix(1) == b.suffix(1); }

struct Related {
  std::optional<dns::Domain> organization{};
  Relation relation = Relation::Unknown;
  dns::Status failure = dns::Status::Found;
  std::shared_ptr<const Step> border{};
};

// Null where the walk goes all the way up.
std::shared_ptr<const Step> border_of(const Walk& walk) {
  if (walk.levels.empty()) return nullptr;
  const Level& last = walk.levels.back();
  const bool ends = last.mark == Mark::NotSuffix || last.mark == Mark::Suffix;
  return ends ? std::make_shared<const Step>(last.step) : nullptr;
}

// The author's walk serves every identifier.
using AuthorWalk = std::optional<Walk>;

Related relate_by_walk(const Discovery& discovery, const dns::Domain& domain, AuthorWalk& author,
                       dns::Inquiry& inquiry) {
  Related related;
  const auto& author_organization = discovery.organizational_domain;
  const bool surely_none = author_organization && !domain.is_within(*author_organization);
  const Walk own = walk(domain, inquiry, surely_none ? dns::Need::Speculative : dns::Need::Needed);
  if (!author) author = walk(discovery.author, inquiry, dns::Need::Needed);
  const Walk& authors = *author;
  bool first = true;
  bool same = false;
  bool same_varies = false;
  bool organization_varies = false;
  const bool is_feasible = for_each_case({&own, &authors}, [&](const MarkOf& mark_of) {
    const dns::Domain organization = select(own, mark_of).organization;
    const bool same_here = organization == select(authors, mark_of).organization;
    if (first) related.organization = organization;
    if (!first && organization != related.organization) organization_varies = true;
    if (!first && same_here != same) same_varies = true;
    same = same_here;
    first = false;
  });
  if (organization_varies) related.organization.reset();
  if (is_feasible && !same_varies) {
    related.relation = same ? Relation::SameOrganization : Relation::None;
    if (!same) related.border = border_of(own);
  } else if (surely_none) {
    related.relation = Relation::None;
  } else {
    related.failure = first_failure(own);
    const dns::Status of_author = first_failure(authors);
    if (related.failure == dns::Status::Found || of_author == dns::Status::Pending) related.failure = of_author;
  }
  return related;
}

Related relate(const Discovery& discovery, const dns::Domain& domain, AuthorWalk& author,
               const dns::SuffixList& suffixes, dns::Inquiry& inquiry) {
  Related related;
  if (domain == discovery.author) {
    related.organization = discovery.organizational_domain;
    related.relation = Relation::Exact;
  } else if (discovery.standard == Standard::Rfc7489) {
    related.organization = suffixes.organizational_domain(domain);
    const bool same = related.organization == discovery.organizational_domain;
    related.relation = same ? Relation::SameOrganization : Relation::None;
  } else if (share_a_label(domain, discovery.author)) {
    related = relate_by_walk(discovery, domain, author, inquiry);
  } else {
    related.relation = Relation::None;
  }
  return related;
}

}  // namespace

std::vector<Alignment> align(const Discovery& discovery, std::span<const Identifier> identifiers,
                             const dns::SuffixList& suffixes, dns::Inquiry& inquiry) {
  std::vector<Alignment> alignments;
  alignments.reserve(identifiers.size());
  AuthorWalk author;
  for (const Identifier& identifier : identifiers) {
    Related related = relate(discovery, identifier.domain, author, suffixes, inquiry);
    Alignment alignment{identifier};
    alignment.organizational_domain = std::move(related.organization);
    alignment.relation = related.relation;
    alignment.failure = related.failure;
    alignment.border = std::move(related.border);
    alignment.aligned_strict = related.relation == Relation::Exact;
    alignment.aligned_relaxed = alignment.aligned_strict || related.relation == Relation::SameOrganization;
    alignments.push_back(std::move(alignment));
  }
  return alignments;
}

std::string_view to_string(Method method) { return method == Method::Spf ? "spf" : "dkim"; }

std::string_view to_string(Relation relation) {
  switch (relation) {
    case Relation::None: return "none";
    case Relation::SameOrganization: return "same_organization";
    case Relation::Exact: return "exact";
    case Relation::Unknown: return "unknown";
  }
  return "";
}

}  // namespace alignmail::dmarc
