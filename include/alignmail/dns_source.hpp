// SPDX-License-Identifier: Apache-2.0
// Where answers come from: the network, a zone file, a recording.
#pragma once

#include <chrono>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "alignmail/dns.hpp"
#include "alignmail/result.hpp"

namespace alignmail::dns {

// Answers DNS questions. Abstract so that tests, zone files and recordings can stand in. One thread at a time asks it.
class Source {
 public:
  virtual ~Source() = default;
  // Puts a fact for every wanted question (at the deadline: NotAsked or Timeout), and whatever
  // else the answers told. Never throws, never fails.
  //
  // A fact is one hop: Found with the records of that type and name; or Found with the `alias` that stands there
  // instead, and then a fact for the same type at the name it leads to; NxDomain or NoData, both without records; else
  // why there is no answer. The first fact for a question stays. A question that is left open is asked again.
  virtual void fetch(std::span<const Question> wanted, std::chrono::steady_clock::time_point deadline,
                     Facts& facts) = 0;
  // What this source can tell without waiting.
  virtual Facts::Known known() { return {}; }
};

// How servers are asked.
struct ServerOptions {
  std::chrono::milliseconds timeout{2000};  // per try
  int tries = 2;                            // per server
};

// A parsed --dns SPEC: system, addresses, zone:FILE, replay:FILE, none.
// Errors: Usage for a bad address or port, NoInput or Malformed (with line) for a file.
Result<std::unique_ptr<Source>> make_source(std::string_view spec, const ServerOptions& options);

// A master file (RFC 1035 section 5) read as a layer, for --dns-overlay.
Result<Layer> read_overlay(const std::string& path);

// Every fact as a recording that replay:FILE reads back (--dns-record).
std::string render_recording(const Facts& facts);

}  // namespace alignmail::dns
