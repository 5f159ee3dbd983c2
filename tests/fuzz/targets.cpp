// SPDX-License-Identifier: Apache-2.0
#include "fuzz/targets.hpp"

#include <algorithm>
#include <cstdlib>

#include "alignmail/analysis.hpp"
#include "alignmail/headers.hpp"
#include "alignmail/report.hpp"
#include "base/escape.hpp"
#include "base/tag_list.hpp"
#include "cli/config_file.hpp"
#include "dkim/canonicalize.hpp"
#include "dkim/copied.hpp"
#include "dkim/key.hpp"
#include "dkim/signature.hpp"
#include "dns/master_file.hpp"
#include "dns/recording.hpp"
#include "dns/reply.hpp"
#include "dns/zone_source.hpp"
#include "message/encoded_word.hpp"
#include "message/paste.hpp"
#include "run/driver.hpp"
#include "spf/edit.hpp"
#include "spf/macros.hpp"
#include "spf/record.hpp"

namespace fuzz {
namespace {

using namespace alignmail;

// A promise that was broken; a fuzzer sees the abort.
void require(bool holds) {
  if (!holds) std::abort();
}

void header(std::string_view octets) {
  using message::Reading;
  for (const auto reading : {Reading::Detect, Reading::Pasted, Reading::Headers, Reading::Message}) {
    const auto parsed = message::parse(std::string(octets), reading);
    if (!parsed) continue;
    std::size_t end = 0;
    for (const message::Field& field : parsed->fields()) {
      require(field.offset >= end);
      end = field.offset + field.raw.size();
    }
    // Pasted text is repaired, and the fields are those of the repaired text.
    require(end <= parsed->octets().size());
    require(reading != Reading::Message || parsed->octets() == octets);
    require(parsed->foreign_text().empty() || !parsed->is_rewritten());  // a repaired header has no text below
    (void)message::read_mime(*parsed);
  }
}

void addresses(std::string_view octets) {
  const message::AddressList list = message::parse_addresses(octets);
  require(list.mailboxes.empty() == list.has(message::AddressDefect::Empty));
  (void)message::parse_reverse_path(octets);
  (void)message::parse_return_path(octets);
  (void)message::decode_encoded_words(octets);
}

void authentication_results(std::string_view octets) {
  for (const bool arc : {false, true}) {
    const auto results = message::parse_authentication_results(octets, arc);
    require(!results.results.empty() || results.none || !results.defects.empty());
  }
}

void received(std::string_view octets) {
  (void)message::parse_received(octets);
  (void)message::parse_received_spf(octets);
}

void tag_list(std::string_view octets) {
  for (const Tag& tag : parse_tag_list(octets).tags) require(tag.offset + tag.name.size() <= octets.size());
  (void)dkim::parse_copied_fields(octets);
}

message::Field field_of(std::string_view name, std::string_view raw) {
  return {name, raw.substr(std::min(raw.size(), name.size() + 1)), raw, 0, 1};
}

void signature(std::string_view octets) {
  const std::string raw = "DKIM-Signature:" + std::string(octets);
  using Kind = dkim::SignatureKind;
  for (const auto kind : {Kind::Dkim, Kind::ArcMessageSignature, Kind::ArcSeal}) {
    const dkim::Signature parsed = dkim::parse_signature(field_of("DKIM-Signature", raw), 0, kind);
    require(!parsed.key_name || (parsed.domain && !parsed.selector_text.empty()));
  }
}

void key_record(std::string_view octets) { (void)dkim::parse_key_record(octets); }

std::string canonical(std::string_view body, message::LineEnding ending, dkim::Canonicalization how) {
  std::string result;
  dkim::canonicalize_body(body, ending, how, [&](std::string_view piece) { result += piece; });
  return result;
}

// What is canonical stays as it is.
void canonicalization(std::string_view octets) {
  using message::LineEnding;
  for (const auto how : {dkim::Canonicalization::Simple, dkim::Canonicalization::Relaxed}) {
    for (const auto ending : {LineEnding::Crlf, LineEnding::Lf, LineEnding::Cr, LineEnding::Mixed}) {
      const std::string once = canonical(octets, ending, how);
      require(once.empty() || once.ends_with("\r\n"));
      if (ending == LineEnding::Mixed) require(canonical(once, ending, how) == once);
    }
    const std::string raw = "Name:" + std::string(octets);
    (void)dkim::canonicalize_field(field_of("Name", raw), how, LineEnding::Mixed);
    (void)dkim::canonicalize_signature_field(field_of("Name", raw), how, LineEnding::Mixed);
  }
}

void spf_record(std::string_view octets) {
  if (!spf::is_spf_record(octets)) return;
  const spf::Parsed parsed = spf::parse_record(std::string(octets));
  for (const spf::SyntaxError& error : parsed.errors) require(error.offset <= octets.size());
  const std::vector<std::string> records = {std::string(octets), "v=spf1 a -all"};
  require(spf::is_spf_record(spf::merge_records(records)));
  (void)spf::with_include(records.front(), *dns::Domain::parse("amazonses.com"));
}

void macro(std::string_view octets) {
  using spf::MacroPlace;
  for (const auto place : {MacroPlace::DomainSpec, MacroPlace::UnknownModifier, MacroPlace::Explanation}) {
    const auto fault = spf::check_macros(octets, place);
    if (fault) require(fault->offset <= octets.size());
  }
  (void)spf::check_domain_spec(octets);
}

void dmarc_record(std::string_view octets) {
  for (const auto standard : {dmarc::Standard::Rfc9989, dmarc::Standard::Rfc7489}) {
    const auto record = dmarc::parse_record(octets, standard);
    require(!record || dmarc::is_record(octets));
  }
}

void dns_reply(std::string_view octets) {
  if (octets.size() < 3) return;
  const dns::Question question{*dns::Domain::parse("example.com"), static_cast<dns::Type>(octets[0])};
  const auto id =
      static_cast<std::uint16_t>(static_cast<unsigned char>(octets[1]) << 8U | static_cast<unsigned char>(octets[2]));
  (void)dns::read_reply(octets.substr(1), question, id);
}

void master_file(std::string_view octets) { (void)dns::parse_master_file(octets, "zone.txt"); }

// What was read is written so that it reads the same.
void recording(std::string_view octets) {
  const auto facts = dns::parse_recording(octets, "recording");
  if (!facts) return;
  const auto again = dns::parse_recording(dns::render_recording(*facts, {}), "recording");
  require(again && again->order().size() == facts->order().size());
}

void expectation(std::string_view octets) { (void)ses::parse_setup(octets, "expect.json", "example.com"); }

// A message, then "%%" on a line of its own, then all of DNS. The report holds nothing raw.
void whole_message(std::string_view octets) {
  constexpr std::string_view border = "\n%%\n";
  const std::size_t at = std::min(octets.find(border), octets.size());
  auto parsed = message::parse(std::string(octets.substr(0, at)));
  const std::string_view records = at == octets.size() ? "" : octets.substr(at + border.size());
  auto zone = dns::ZoneSource::from_text(records, "zone");
  if (!parsed || !zone) return;
  Judge judge(std::make_shared<const message::Message>(std::move(*parsed)), Options{.suffixes = {}});
  dns::Facts facts;
  const run::Outcome outcome = run::examine(judge, **zone, facts, {});
  const report::Input input;
  const report::Subject subject{.input = input,
                                .analysis = outcome.analysis,
                                .findings = outcome.findings,
                                .facts = facts,
                                .options = judge.options()};
  for (const report::Format& format : report::formats()) {
    const std::string text = format.render(subject, {.verbosity = 2});
    for (std::size_t i = 0; i < text.size();) {
      const std::string_view rest = std::string_view(text).substr(i);
      const escape::CodePoint point = escape::decode_utf8(rest);
      const bool ends_line = rest.starts_with('\n') || rest.starts_with("\r\n");  // CSV has the latter
      require(point.length > 0 && (ends_line || !escape::is_deceptive(point.value)));
      i += point.length;
    }
  }
}

// What comes out of a repair is lines that know where they stood, and each repair is one of the table.
void paste(std::string_view octets) {
  namespace repairs = message::paste;
  for (const bool is_alone : {true, false}) {
    const auto mended = repairs::mend(octets, is_alone);
    if (!mended) continue;
    const auto ends = std::count(mended->text.begin(), mended->text.end(), '\n');
    require(static_cast<std::size_t>(ends) == mended->numbers.size());
    require(mended->text.ends_with("\r\n") && !mended->repairs.empty());
    for (const message::Repair& repair : mended->repairs) {
      require(repairs::find_row(repair.id) != nullptr && repair.count > 0 && !message::in_words(repair).empty());
    }
    require(message::parse(mended->text, message::Reading::HeaderOfMessage).has_value());
  }
  if (const auto front = repairs::find_front(octets)) {
    require(front->octets > 0 && front->octets <= octets.size() && !front->repairs.empty());
  }
}

void configuration(std::string_view octets) {
  const auto entries = cli::parse_config(octets, "config.toml");
  if (!entries) {
    require(entries.error().kind == Error::Kind::Config && entries.error().what.starts_with("config.toml:"));
    return;
  }
  for (const cli::ConfigEntry& entry : *entries) {
    const bool is_list = entry.kind == cli::ConfigEntry::Kind::List;
    require(!entry.key.empty() && entry.line > 0 && (is_list || entry.values.size() == 1));
  }
}

constexpr Target table[] = {
    {"header", header},
    {"paste", paste},
    {"addresses", addresses},
    {"authentication-results", authentication_results},
    {"received", received},
    {"tag-list", tag_list},
    {"signature", signature},
    {"key-record", key_record},
    {"canonicalization", canonicalization},
    {"spf-record", spf_record},
    {"macro", macro},
    {"dmarc-record", dmarc_record},
    {"dns-reply", dns_reply},
    {"master-file", master_file},
    {"recording", recording},
    {"expectation", expectation},
    {"configuration", configuration},
    {"whole-message", whole_message},
};

}  // namespace

std::span<const Target> targets() { return table; }

const Target* find(std::string_view name) {
  const auto* const row =
      std::find_if(std::begin(table), std::end(table), [&](const Target& t) { return t.name == name; });
  return row == std::end(table) ? nullptr : row;
}

}  // namespace fuzz
