// SPDX-License-Identifier: Apache-2.0
// What receivers put on top of a message: each in its own dialect and order.
#pragma once

#include <string>
#include <vector>

#include "make_samples/mail.hpp"
#include "make_samples/ses.hpp"

namespace make_samples {

// A DKIM result as the receiver words it; an empty remark is the dialect's own for a pass.
struct Claim {
  std::string result = "pass";
  std::string remark = {};
};

struct Verdicts {
  std::string spf = "pass";
  std::string policy = "none";       // p= as the receiver saw it
  std::string dmarc = "pass";        // empty: it says nothing of DMARC
  std::string disposition = "none";  // what it did
  std::vector<Claim> dkim = {};      // in the order of the signatures; those left out passed
  std::string arc = {};              // "pass (i=1)"; empty: it says nothing of ARC
};

struct Delivery {
  std::string id;  // what made-up ids derive from
  std::string recipient;
  Connection from;
  Verdicts verdicts;
};

// Several fields, one of them with all results under its own authserv-id, policy in capitals.
void deliver_to_gmail(Mail& mail, const Delivery& delivery);
// No authserv-id, domains only, compauth; stands above the Received of the boundary.
void deliver_to_microsoft(Mail& mail, const Delivery& delivery);
// Four fields under four authserv-ids, below the Received of the boundary.
void deliver_to_icloud(Mail& mail, const Delivery& delivery);
// Several fields under one authserv-id, values folded behind their "=".
void deliver_to_fastmail(Mail& mail, const Delivery& delivery);
// Postfix with OpenDKIM, OpenDMARC and an SPF policy server on mx.example.org.
void deliver_to_postfix(Mail& mail, const Delivery& delivery);
// Postfix alone, on any host: trace fields and no results.
std::string postfix_received(const Connection& from, const std::string& host, const std::string& recipient,
                             const std::string& id);

// What the dialects share.
Claim claim_of(const Delivery& delivery, std::size_t signature);
std::string quoted_if_needed(const std::string& value);                      // "/" and "+" need quotes
std::string spf_sentence(const std::string& who, const Delivery& delivery);  // the comment behind spf=
std::string spf_word(const std::string& result);                             // "Pass", "SoftFail"

}  // namespace make_samples
