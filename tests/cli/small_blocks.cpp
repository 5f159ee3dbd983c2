// SPDX-License-Identifier: Apache-2.0
// The program's operator new and delete, linked into this test program itself.
#include <cstdint>
#include <cstring>
#include <memory>
#include <set>
#include <thread>
#include <vector>

#include "support/catch.hpp"

namespace {

struct Piece {
  unsigned char* octets = nullptr;
  std::size_t size = 0;
  unsigned char mark = 0;
};

Piece take(std::size_t size, std::size_t mark) {
  const Piece piece{static_cast<unsigned char*>(::operator new(size)), size, static_cast<unsigned char>(mark)};
  std::memset(piece.octets, piece.mark, size);
  return piece;
}

bool is_whole(const Piece& piece) {
  for (std::size_t i = 0; i < piece.size; ++i) {
    if (piece.octets[i] != piece.mark) return false;
  }
  return reinterpret_cast<std::uintptr_t>(piece.octets) % alignof(std::max_align_t) == 0;
}

// With and without its size, in turn.
void give_back(const Piece& piece) {
  if (piece.mark % 2 == 0) return ::operator delete(piece.octets, piece.size);
  ::operator delete(piece.octets);
}

std::vector<Piece> take_some(std::size_t smallest, std::size_t largest) {
  std::vector<Piece> pieces;
  for (std::size_t round = 0; round < 5; ++round) {
    for (std::size_t size = smallest; size <= largest; ++size) pieces.push_back(take(size, size + round));
  }
  return pieces;
}

bool all_whole(const std::vector<Piece>& pieces) {
  bool whole = true;
  for (const Piece& piece : pieces) whole = whole && is_whole(piece);
  return whole;
}

void give_back_all(const std::vector<Piece>& pieces) {
  for (const Piece& piece : pieces) give_back(piece);
}

// Outlives what the thread keeps: made before it, so destroyed behind it.
struct Late {
  std::vector<std::unique_ptr<int>> numbers{};
  ~Late() {
    numbers.clear();
    numbers.push_back(std::make_unique<int>(1));
  }
};

}  // namespace

TEST_CASE("small blocks do not overlap, whatever their sizes and however they are given back") {
  struct Case {
    std::size_t smallest;
    std::size_t largest;
  };
  const Case row = GENERATE(values<Case>({
      {0, 48},       // the smallest, of which one has no octet at all
      {1000, 1100},  // around the largest that are kept
      {1, 2000},     // more than is kept of any
  }));
  for (int round = 0; round < 3; ++round) {
    const std::vector<Piece> pieces = take_some(row.smallest, row.largest);
    CHECK(all_whole(pieces));
    give_back_all(pieces);
  }
}

TEST_CASE("a small block that was given back is taken again") {
  std::set<const void*> given;
  std::vector<Piece> pieces = take_some(500, 500);
  for (const Piece& piece : pieces) given.insert(piece.octets);
  give_back_all(pieces);
  pieces = take_some(500, 500);
  for (const Piece& piece : pieces) CHECK(given.count(piece.octets) == 1);
  give_back_all(pieces);
}

TEST_CASE("small blocks may be given back by another thread, and behind the end of what their own has kept") {
  std::vector<Piece> pieces = take_some(1, 300);
  bool whole = false;
  std::thread([&] {
    thread_local Late late;
    for (int i = 0; i < 100; ++i) late.numbers.push_back(std::make_unique<int>(i));
    whole = all_whole(pieces);
    give_back_all(pieces);
    pieces = take_some(1, 300);
  }).join();
  CHECK(whole);
  CHECK(all_whole(pieces));
  give_back_all(pieces);
}
