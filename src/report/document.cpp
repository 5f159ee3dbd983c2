// SPDX-License-Identifier: Apache-2.0
#include "report/document.hpp"

namespace alignmail::report {

std::unique_ptr<Document> open_plain(const Style& /*style*/) { return std::make_unique<Document>(); }

std::string render_document(const Format& format, const Subject& subject, const Style& style) {
  const auto document = format.open(style);
  std::string text = document->add(format.render(subject, style));
  return text += document->finish();
}

std::string Framed::add(std::string part) {
  std::string text = begun_ ? std::string() : before_;
  begun_ = true;
  if (part.empty()) return text;
  if (filled_) text += between_;
  filled_ = true;
  return text += part;
}

std::string Framed::finish() { return begun_ ? behind_ : before_ + behind_; }

}  // namespace alignmail::report
