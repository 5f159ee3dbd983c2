// SPDX-License-Identifier: Apache-2.0
// Records made out of records, for fixes that can be published.
#pragma once

#include <span>
#include <string>

#include "alignmail/spf.hpp"

namespace alignmail::spf {

// One record that permits what any of the records permits: all their mechanisms, each once, in
// their order; the softest of their "all" (+all, ?all, ~all, -all from soft to strict); the first
// exp=. A redirect stays one only when nothing else would end the record; else it becomes an
// include, which keeps what it permits. Terms that do not parse are left out.
std::string merge_records(std::span<const std::string> records);

// The record with this mechanism, in normal form, in front of what ends it ("all" or a redirect);
// unchanged when it holds the same there already. Everything else stays as it is written.
std::string with_mechanism(const std::string& record, const std::string& mechanism);
std::string with_include(const std::string& record, const dns::Domain& domain);

// The record with this term in front of the term at this octet, or at its end when there is none.
std::string with_term(const std::string& record, const std::string& term, std::size_t offset);

// The record with an "all" of this qualifier at its end, instead of the one it has; a redirect,
// which no longer counts then, goes.
std::string with_ending(const std::string& record, Qualifier qualifier);

// The record without the term at this octet (Term::offset).
std::string without_term(const std::string& record, std::size_t offset);

}  // namespace alignmail::spf
