// SPDX-License-Identifier: Apache-2.0
#include "findings/stories.hpp"

namespace alignmail::findings {
namespace {

constexpr Story stories[] = {
    {.id = "SPF001",
     .comes_about = "The record stands at the domain people see, not at the one of the bounce address, or it was never "
                    "published.",
     .myth = "\"SPF checks the From address.\" It checks the bounce address (Return-Path), which readers never see."},
    {.id = "SPF002",
     .comes_about = "A typing error, a comma or a line break that was pasted along, or an address that is none."},
    {.id = "SPF003",
     .comes_about = "A second provider's guide said to add a record, and it was added beside the first instead of into "
                    "it.",
     .myth = "\"Receivers take the record that fits.\" With two of them they take none."},
    {.id = "SPF004",
     .comes_about = "Each provider brings an include that holds more includes. What counts is the sum of all of them, "
                    "and providers change theirs without notice."},
    {.id = "SPF005",
     .comes_about = "A provider is gone, a name was mistyped, or mx and a terms point at hosts that no longer exist."},
    {.id = "SPF006", .comes_about = "Two domains include each other, or a record was copied with its own name in it."},
    {.id = "SPF007",
     .comes_about =
         "A sender was not listed, its addresses changed, or the mail was forwarded and reached the receiver "
         "from the forwarder's address.",
     .myth = "\"SPF helps with forwarded mail.\" A plain forward always breaks it; only DKIM survives."},
    {.id = "SPF008",
     .comes_about = "+all was set to make a test pass, or ~all was mistyped; or whole networks of a hosting company "
                    "were permitted."},
    {.id = "SPF009", .comes_about = "One more include was added with each new service, and none was ever removed."},
    {.id = "SPF010", .comes_about = "A name server was slow or down, or a firewall drops large answers."},
    {.id = "SPF011", .comes_about = "Old guides and some panels put ptr into the record by default."},
    {.id = "SPF012",
     .comes_about = "Bounces and some servers have a record for their host name and none for the bounce domain."},
    {.id = "SPF013",
     .comes_about = "The name in the include is mistyped, or the provider's record moved or went away."},
    {.id = "SPF014", .comes_about = "The record has no all term, or ?all was chosen to be on the safe side."},
    {.id = "SPF015",
     .comes_about = "A provider sends for all its customers from the same addresses, and its include permits them all.",
     .myth = "\"An SPF pass shows that it was us.\" It shows that it was your provider."},
    {.id = "DMARC001",
     .comes_about = "It was never published, or stands at the domain itself instead of at _dmarc.",
     .myth = "\"DMARC is a CNAME record.\" It is a TXT record at _dmarc. A CNAME that leads to one works as well."},
    {.id = "DMARC002",
     .comes_about = "A report service asked for a record of its own, which was added beside the first.",
     .myth = "\"Receivers merge them.\" They ignore all of them."},
    {.id = "DMARC003", .comes_about = "A missing semicolon, a missing p=, or curly quotes that were pasted along."},
    {.id = "DMARC004",
     .comes_about = "p=none is where everybody begins, and many stay there.",
     .myth = "\"p=none protects.\" It reports and asks for nothing. p=reject does not need strict alignment."},
    {.id = "DMARC005",
     .comes_about = "The record was made before RFC 9989, which dropped pct, rf and ri, or from a guide of that time."},
    {.id = "DMARC006",
     .comes_about = "rua names a report service or another domain of yours that has no record saying it agrees."},
    {.id = "DMARC007", .comes_about = "The reports looked like a nuisance, or rua was forgotten."},
    {.id = "DMARC008", .comes_about = "sp=none was meant for the time of testing and stayed."},
    {.id = "DMARC009",
     .comes_about = "The panel put the domain behind the name a second time, or the record was saved at the domain "
                    "itself."},
    {.id = "DMARC010",
     .comes_about = "A report service keeps the record and asks for a CNAME to it.",
     .myth = "\"A DMARC record must be a CNAME\", or \"must not be one\". Receivers look for TXT and follow aliases."},
    {.id = "DMARC011", .comes_about = "The name servers of the domain failed or were too slow."},
    {.id = "DMARC012",
     .comes_about = "A made-up subdomain in From, or a name that was removed from DNS while mail still uses it."},
    {.id = "DMARC013",
     .comes_about =
         "psd=n at a subdomain makes it an organization of its own, psd=y says that what is below belongs to "
         "others. Either is rarely meant for a company's own names."},
    {.id = "DMARC015",
     .comes_about = "A record was published for one subdomain that sends, and none for the domain itself. Before RFC "
                    "9989 that was enough.",
     .myth = "\"example.com and news.example.com are one organization, everybody can see that.\" Receivers that "
             "follow RFC 9989 see it by a record at the higher name."},
    {.id = "DMARC014", .comes_about = "t=y was set while the policy was tried out, and stayed."},
    {.id = "DNS001", .comes_about = "A slow name server, a lost packet, or a firewall between here and the resolver."},
    {.id = "DNS002",
     .comes_about = "A broken DNSSEC chain, a zone that is not loaded, or a resolver that does not serve you."},
    {.id = "DNS003", .comes_about = "Two CNAME records point to each other, often after a move between providers."},
    {.id = "DNS004",
     .comes_about = "The recording was made with another version, other options or another message, so other questions "
                    "were asked."},
};

}  // namespace

std::span<const Story> dns_record_stories() { return stories; }

}  // namespace alignmail::findings
