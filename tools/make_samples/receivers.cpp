// SPDX-License-Identifier: Apache-2.0
#include "make_samples/receivers.hpp"

#include "base/ascii.hpp"

namespace make_samples {

Claim claim_of(const Delivery& delivery, std::size_t signature) {
  const auto& claims = delivery.verdicts.dkim;
  return signature < claims.size() ? claims[signature] : Claim{};
}

std::string quoted_if_needed(const std::string& value) {
  return value.find_first_of("/+=") == std::string::npos ? value : "\"" + value + "\"";
}

std::string spf_sentence(const std::string& who, const Delivery& delivery) {
  const std::string& from = delivery.from.mail_from;
  const std::string& ip = delivery.from.ip;
  const std::string& result = delivery.verdicts.spf;
  if (result == "pass") return "(" + who + ": domain of " + from + " designates " + ip + " as permitted sender)";
  if (result == "none") return "(" + who + ": " + from + " does not designate permitted sender hosts)";
  if (result == "softfail")
    return "(" + who + ": domain of transitioning " + from + " does not designate " + ip + " as permitted sender)";
  if (result == "fail")
    return "(" + who + ": domain of " + from + " does not designate " + ip + " as permitted sender)";
  if (result == "permerror") return "(" + who + ": permanent error in processing during lookup of " + from + ")";
  return "(" + who + ": error in processing during lookup of " + from + ": DNS error)";
}

std::string spf_word(const std::string& result) {
  if (result == "softfail") return "SoftFail";
  if (result == "permerror") return "PermError";
  if (result == "temperror") return "TempError";
  return alignmail::ascii::to_upper(result.substr(0, 1)) + result.substr(1);
}

}  // namespace make_samples
