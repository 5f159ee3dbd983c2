// SPDX-License-Identifier: Apache-2.0
// Defects gathered while splitting: the first place of each kind and how often it occurs.
#pragma once

#include <array>
#include <vector>

#include "alignmail/message.hpp"

namespace alignmail::message {

enum class Part : std::uint8_t { Header, Body };

class DefectLog {
 public:
  void note(DefectKind kind, Part part, std::size_t offset, std::uint32_t line, std::uint32_t count = 1) {
    Defect& defect = at(kind, part);
    if (defect.count == 0) defect = {kind, offset, line, 0, part == Part::Header};
    defect.count += count;
  }
  bool has(DefectKind kind) const { return count(kind, Part::Header) + count(kind, Part::Body) > 0; }
  void drop(DefectKind kind) {
    at(kind, Part::Header).count = 0;
    at(kind, Part::Body).count = 0;
  }

  std::vector<Defect> take() const {
    std::vector<Defect> noted;
    for (const Defect& defect : slots_) {
      if (defect.count > 0) noted.push_back(defect);
    }
    return noted;
  }

 private:
  // A constant index, not a search: a hostile body may hold millions of the same defect.
  static constexpr std::size_t kinds = static_cast<std::size_t>(DefectKind::TooManyFields) + 1;
  static constexpr Defect none{DefectKind::BareCr, 0, 0, 0, true};
  static std::size_t slot(DefectKind kind, Part part) {
    return static_cast<std::size_t>(kind) * 2 + static_cast<std::size_t>(part);
  }
  Defect& at(DefectKind kind, Part part) { return slots_[slot(kind, part)]; }
  std::uint32_t count(DefectKind kind, Part part) const { return slots_[slot(kind, part)].count; }

  std::array<Defect, kinds* 2> slots_ = [] {
    std::array<Defect, kinds * 2> slots{};
    slots.fill(none);
    return slots;
  }();
};

}  // namespace alignmail::message
