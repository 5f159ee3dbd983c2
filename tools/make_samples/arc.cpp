// SPDX-License-Identifier: Apache-2.0
#include "make_samples/arc.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "make_samples/signer.hpp"

namespace make_samples {
namespace {

const std::string results_field = "ARC-Authentication-Results";
const std::string signature_field = "ARC-Message-Signature";
const std::string seal_field = "ARC-Seal";

// Section 5.1.1: every set so far, from the oldest, each as results, signature, seal. The
// lowest field of a name is the oldest, which is the order in which a signer takes them.
std::vector<std::string> names_to_seal(const Mail& mail) {
  const auto earlier = std::count_if(mail.header.begin(), mail.header.end(),
                                     [](const Field& field) { return field.name == seal_field; });
  std::vector<std::string> names;
  for (auto i = earlier; i > 0; --i) names.insert(names.end(), {results_field, signature_field, seal_field});
  names.insert(names.end(), {results_field, signature_field});
  return names;
}

}  // namespace

void seal(Mail& mail, const Sealing& sealing) {
  const std::string instance = "i=" + std::to_string(sealing.instance) + "; ";
  const std::string time =
      std::to_string(std::chrono::floor<std::chrono::seconds>(sealing.at).time_since_epoch().count());
  const std::string who = "d=" + sealing.domain + "; s=" + sealing.selector + ";\n\tt=" + time + "; ";
  const std::vector<std::string> names{"From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type"};

  mail.put_on_top(results_field, instance + sealing.results);
  sign(mail, {.domain = sealing.domain,
              .selector = sealing.selector,
              .key = &sealing.key,
              .layout = instance + "a=rsa-sha256; c=relaxed/simple; " + who +
                        "h=" + alignmail::ascii::join(names, ":") + ";\n\tbh={bh};\n\tb=",
              .names = names,
              .field_name = signature_field});
  const std::string value = instance + "a=rsa-sha256; cv=" + sealing.cv + "; " + who + "b=";
  const Signing signing{.domain = sealing.domain,
                        .selector = sealing.selector,
                        .key = &sealing.key,
                        .layout = value,
                        .names = names_to_seal(mail),
                        .field_name = seal_field};
  mail.put_on_top(seal_field, value + fold_base64(signature_of(mail, signing, value)));
}

}  // namespace make_samples
