// SPDX-License-Identifier: Apache-2.0
// A master file as all of DNS (--dns zone:FILE): nothing leaves the machine.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "alignmail/dns_source.hpp"
#include "dns/master_file.hpp"

namespace alignmail::dns {

class ZoneSource : public Source {
 public:
  static Result<std::unique_ptr<ZoneSource>> from_file(const std::string& path);
  static Result<std::unique_ptr<ZoneSource>> from_text(std::string_view text, std::string_view file);

  void fetch(std::span<const Question> wanted, std::chrono::steady_clock::time_point deadline, Facts& facts) override;
  // What the zone says of one question, one hop.
  Fact answer(const Question& question) const;

 private:
  struct RecordSet {
    Type type{};
    std::uint32_t ttl = 0;
    std::vector<RecordData> records{};
  };
  // A name that exists; without sets it is an empty non-terminal or holds other types only.
  struct Node {
    std::vector<RecordSet> sets{};
    const RecordSet* find(Type type) const;
  };
  struct FaultHash {
    std::size_t operator()(const std::pair<std::string, std::uint16_t>& key) const noexcept;
  };
  // By name and type; the name "*.x" stands for every name below x, type 0 for every type.
  using FaultTable = std::unordered_map<std::pair<std::string, std::uint16_t>, Status, FaultHash>;

  void add(MasterRecord record);
  void add_fault(const MasterFault& fault);
  Node& make_node(const Domain& name);
  const Node* wildcard_for(const Domain& name) const;
  const Status* fault_at(const std::string& name, Type type) const;
  const Status* fault_above(const Domain& name, Type type) const;

  std::unordered_map<Domain, Node> nodes_;
  FaultTable faults_;
};

}  // namespace alignmail::dns
