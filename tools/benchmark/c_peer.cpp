// SPDX-License-Identifier: Apache-2.0
// The same judgement by the usual C libraries: libopendkim for the signatures, libspf2, libopendmarc.
//
//   c_peer ANSWERS MESSAGE...      (prints messages and processor seconds)
//
// ANSWERS holds a TXT record a line, "name text", aliases followed already: so nobody waits for a server, and nothing
// has to be cached. What has to pass for a corpus of ours has to pass here, or nothing is printed.
#include <arpa/inet.h>
#include <netdb.h>
#include <sys/resource.h>
#include <sys/socket.h>

#define _Bool bool  // which libopendkim uses, and C++ does not know
extern "C" {
#include <opendkim/dkim.h>
#include <opendmarc/dmarc.h>
#include <spf2/spf.h>
#include <spf2/spf_dns_zone.h>
}

#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

namespace {

std::map<std::string, std::string> answers;

unsigned char* octets(const std::string& text) {
  return reinterpret_cast<unsigned char*>(const_cast<char*>(text.c_str()));  // the libraries only read
}
std::string text_of(const unsigned char* text) { return reinterpret_cast<const char*>(text); }

DKIM_CBSTAT find_key(DKIM* /*dkim*/, DKIM_SIGINFO* sig, unsigned char* buffer, std::size_t size) {
  const auto found =
      answers.find(text_of(dkim_sig_getselector(sig)) + "._domainkey." + text_of(dkim_sig_getdomain(sig)));
  if (found == answers.end() || found->second.size() >= size) return DKIM_CBSTAT_NOTFOUND;
  std::memcpy(buffer, found->second.c_str(), found->second.size() + 1);
  return DKIM_CBSTAT_CONTINUE;
}

// What stands between two texts behind the first field of that name.
std::string between(const std::string& header, const std::string& field, const char* from, const char* to) {
  const std::size_t line = header.find("\r\n" + field + ":");
  const std::size_t begin = header.find(from, line) + std::strlen(from);
  return header.substr(begin, header.find(to, begin) - begin);
}

// The domains of signatures that pass; all must.
std::vector<std::string> verify(DKIM_LIB* library, const std::string& message, std::size_t header_end) {
  DKIM_STAT status = DKIM_STAT_OK;
  DKIM* dkim = dkim_verify(library, octets("message"), nullptr, &status);
  for (std::size_t begin = 0; begin < header_end;) {
    std::size_t end = message.find("\r\n", begin);
    while (message[end + 2] == ' ' || message[end + 2] == '\t') end = message.find("\r\n", end + 2);
    dkim_header(dkim, octets(message) + begin, end - begin);
    begin = end + 2;
  }
  std::vector<std::string> domains;
  if (dkim_eoh(dkim) == DKIM_STAT_OK) {
    dkim_body(dkim, octets(message) + header_end + 2, message.size() - header_end - 2);
    dkim_eom(dkim, nullptr);
    DKIM_SIGINFO** signatures = nullptr;
    int count = 0;
    dkim_getsiglist(dkim, &signatures, &count);
    for (int i = 0; i < count; ++i) {
      dkim_sig_process(dkim, signatures[i]);
      if (DKIM_SIG_CHECK(signatures[i])) domains.push_back(text_of(dkim_sig_getdomain(signatures[i])));
    }
  }
  dkim_free(dkim);
  return domains;
}

bool check_spf(SPF_server_t* server, const std::string& client, const std::string& sender) {
  SPF_request_t* request = SPF_request_new(server);
  SPF_response_t* response = nullptr;
  SPF_request_set_ipv4_str(request, client.c_str());
  SPF_request_set_env_from(request, sender.c_str());
  SPF_request_query_mailfrom(request, &response);
  const bool passes = SPF_response_result(response) == SPF_RESULT_PASS;
  SPF_response_free(response);
  SPF_request_free(request);
  return passes;
}

bool judge(DKIM_LIB* library, SPF_server_t* server, const std::string& message) {
  const std::size_t header_end = message.find("\r\n\r\n") + 2;
  const std::string header = message.substr(0, header_end);
  const std::string sender = between(header, "Return-Path", "<", ">");
  const std::string client = between(header, "Received-SPF", "client-ip=", ";");
  const std::string author = between(header, "From", "@", ">");
  const std::vector<std::string> signers = verify(library, message, header_end);
  const bool spf = check_spf(server, client, sender);
  DMARC_POLICY_T* policy = opendmarc_policy_connect_init(octets(client), AF_INET);
  opendmarc_policy_store_from_domain(policy, octets(author));
  const std::string sender_domain = sender.substr(sender.find('@') + 1);
  if (spf) {
    opendmarc_policy_store_spf(policy, octets(sender_domain), DMARC_POLICY_SPF_OUTCOME_PASS,
                               DMARC_POLICY_SPF_ORIGIN_MAILFROM, octets(""));
  }
  for (const std::string& signer : signers) {
    opendmarc_policy_store_dkim(policy, octets(signer), octets("s"), DMARC_POLICY_DKIM_OUTCOME_PASS, octets(""));
  }
  opendmarc_policy_store_dmarc(policy, octets(answers["_dmarc." + author]), octets(author), nullptr);
  const bool passes = opendmarc_get_policy_to_enforce(policy) == DMARC_POLICY_PASS;
  opendmarc_policy_connect_shutdown(policy);
  return passes && spf && signers.size() == 2;
}

double seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto of = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return of(usage.ru_utime) + of(usage.ru_stime);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return 64;
  SPF_dns_server_t* zone = SPF_dns_zone_new(nullptr, "zone", 0);
  std::ifstream lines(argv[1]);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t space = line.find(' ');
    answers[line.substr(0, space)] = line.substr(space + 1);
    SPF_dns_zone_add_str(zone, line.substr(0, space).c_str(), ns_t_txt, NETDB_SUCCESS, line.substr(space + 1).c_str());
  }
  SPF_server_t* server = SPF_server_new_dns(zone, 0);
  DKIM_LIB* library = dkim_init(nullptr, nullptr);
  dkim_set_key_lookup(library, find_key);
  OPENDMARC_LIB_T dmarc{};
  opendmarc_policy_library_init(&dmarc);
  std::vector<std::string> messages;
  for (int i = 2; i < argc; ++i) {
    std::ifstream file(argv[i], std::ios::binary);
    messages.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  const double begin = seconds();
  std::size_t passed = 0;
  for (const std::string& message : messages) passed += judge(library, server, message) ? 1 : 0;
  const double end = seconds();
  if (passed != messages.size()) {
    std::fprintf(stderr, "%zu of %zu messages did not pass\n", messages.size() - passed, messages.size());
    return 1;
  }
  std::printf("%zu %f\n", messages.size(), end - begin);
  return 0;
}
