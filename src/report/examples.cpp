// SPDX-License-Identifier: Apache-2.0
// The text is made of the samples' reports (tests/samples/examples.cpp):
//
//   SES001 ses-default-mail-from
//   = mail.example.com. 300 IN MX 10 feedback-smtp.us-east-1.amazonses.com.
//   $ aws sesv2 put-email-identity-mail-from-attributes ...
#include "report/examples.hpp"

#include "base/ascii.hpp"
#include "report/examples_text.hpp"

namespace alignmail::report {

std::optional<Example> find_example(std::string_view id) {
  std::optional<Example> example;
  for (const std::string_view line : ascii::split(examples_of_findings, '\n')) {
    if (example && line.starts_with("= ")) {
      example->records.push_back(line.substr(2));
    } else if (example && line.starts_with("$ ")) {
      example->commands.push_back(line.substr(2));
    } else if (example) {
      break;
    } else if (line.starts_with(id) && line.substr(id.size()).starts_with(' ')) {
      example = Example{.sample = line.substr(id.size() + 1)};
    }
  }
  return example;
}

}  // namespace alignmail::report
