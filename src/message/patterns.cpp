// SPDX-License-Identifier: Apache-2.0
#define PCRE2_CODE_UNIT_WIDTH 8
#include "message/patterns.hpp"

#include <pcre2.h>

namespace alignmail::message {
namespace {

constexpr std::uint32_t match_limit = 100'000;
constexpr std::uint32_t heap_limit_kib = 1'024;

struct Free {
  void operator()(pcre2_code* code) const { pcre2_code_free(code); }
  void operator()(pcre2_match_context* context) const { pcre2_match_context_free(context); }
  void operator()(pcre2_match_data* data) const { pcre2_match_data_free(data); }
};

}  // namespace

struct Pattern::Code {
  std::unique_ptr<pcre2_code, Free> code;
  std::unique_ptr<pcre2_match_context, Free> context;
};

Pattern::Pattern(std::string_view expression) {
  int error = 0;
  PCRE2_SIZE offset = 0;
  const auto* text = reinterpret_cast<PCRE2_SPTR>(expression.data());
  std::unique_ptr<pcre2_code, Free> code(pcre2_compile(text, expression.size(), 0, &error, &offset, nullptr));
  std::unique_ptr<pcre2_match_context, Free> context(pcre2_match_context_create(nullptr));
  if (!code || !context) return;
  // Without JIT support the interpreter does the same, slower.
  pcre2_jit_compile(code.get(), PCRE2_JIT_COMPLETE);
  pcre2_set_match_limit(context.get(), match_limit);
  pcre2_set_heap_limit(context.get(), heap_limit_kib);
  code_ = std::make_unique<Code>(Code{std::move(code), std::move(context)});
}

Pattern::~Pattern() = default;
Pattern::Pattern(Pattern&&) noexcept = default;
Pattern& Pattern::operator=(Pattern&&) noexcept = default;

std::optional<Pattern::Groups> Pattern::match(std::string_view subject, bool* gave_up) const {
  bool ignored = false;
  bool& stopped = gave_up != nullptr ? *gave_up : ignored;
  stopped = code_ == nullptr;
  if (stopped) return std::nullopt;
  const bool is_cut = subject.size() > longest_subject;
  subject = subject.substr(0, longest_subject);
  // One for each thread: making it took as long as a match.
  thread_local const std::unique_ptr<pcre2_match_data, Free> data(
      pcre2_match_data_create(std::tuple_size_v<Groups>, nullptr));
  const auto* text = reinterpret_cast<PCRE2_SPTR>(subject.data());
  const int groups = data ? pcre2_match(code_->code.get(), text, subject.size(), 0, 0, data.get(), code_->context.get())
                          : PCRE2_ERROR_NOMEMORY;
  stopped = groups < 0 && (is_cut || groups != PCRE2_ERROR_NOMATCH);
  if (groups < 0) return std::nullopt;
  const PCRE2_SIZE* places = pcre2_get_ovector_pointer(data.get());
  // 0: there are more groups than places.
  const std::size_t told = groups == 0 ? std::tuple_size_v<Groups> : static_cast<std::size_t>(groups);
  Groups found{};
  for (std::size_t i = 0; i < told; ++i) {
    if (places[2 * i] != PCRE2_UNSET) found[i] = subject.substr(places[2 * i], places[2 * i + 1] - places[2 * i]);
  }
  return found;
}

}  // namespace alignmail::message
