// SPDX-License-Identifier: Apache-2.0
#include "findings/stories.hpp"

namespace alignmail::findings {
namespace {

constexpr Story stories[] = {
    {.id = "SES001",
     .comes_about = "A custom MAIL FROM is a setting of its own: verifying the domain and publishing the DKIM records "
                    "does not set it. Each identity and each region has its own setting, so it may be missing for one "
                    "of several.",
     .myth =
         "\"SPF says pass, so SPF is fine.\" It passes for amazonses.com. DMARC counts a pass only for your domain."},
    {.id = "SES002",
     .comes_about = "The record was never published, was removed in a clean-up because nothing seemed to use it, or "
                    "stands at another name: a DNS panel may have put the domain behind the name a second time."},
    {.id = "SES003",
     .comes_about = "The MX was copied from a guide or from another region's set-up, or the identity was moved to a "
                    "new region and the records were not."},
    {.id = "SES004",
     .comes_about = "aspf=s was set in the belief that strict is safer, or came with a template for servers that send "
                    "under the domain itself.",
     .myth = "\"A custom MAIL FROM makes SPF pass in strict mode, and p=reject needs strict.\" A custom MAIL FROM is a "
             "subdomain and never equals the From domain, and no policy needs strict alignment. Only mail whose From "
             "is at that very subdomain could align strictly, which AWS advises against."},
    {.id = "SES005",
     .comes_about = "The name already took mail, a second region was added beside the first, or the old record was "
                    "left when the new one came.",
     .myth = "\"Two MX records give redundancy.\" Here they end the set-up: two regions need two MAIL FROM domains."},
    {.id = "SES006",
     .comes_about = "SES checks the MX record only and shows SUCCESS as soon as it is right, so the second record is "
                    "forgotten without notice.",
     .myth = "\"MailFromDomainStatus SUCCESS means that MAIL FROM is complete.\" It says nothing of SPF."},
    {.id = "SES007",
     .comes_about = "The name had an SPF record for another sender, or the record of the domain was copied there."},
    {.id = "SES008",
     .comes_about = "One of the three records was overlooked or not saved. SES signs with one key at a time and "
                    "changes it, so a gap may stay unseen for months after the domain was verified.",
     .myth = "\"Mail is signed, so two of three will do.\" The third bites when SES changes over to its key. And the "
             "TXT record at _amazonses, which some guides ask for, cannot stand in for any of them: it is not needed."},
    {.id = "SES009",
     .comes_about = "Many DNS panels put the domain behind whatever is typed into the Name box. SES shows the full "
                    "name, it is copied whole, and the panel adds the domain once more.",
     .myth = "\"It only needs time.\" No waiting mends it: SES gives up after 72 hours."},
    {.id = "SES010",
     .comes_about = "Tokens were mixed up, belong to another identity or region, or the provider put the zone behind "
                    "a target that was typed without a final dot. Some regions and cells have a DKIM zone of their "
                    "own, which guides with a fixed dkim.amazonses.com do not know.",
     .myth = "\"The target is always dkim.amazonses.com.\" SES names the zone of each identity as SigningHostedZone."},
    {.id = "SES011",
     .comes_about =
         "An older record, an own key or a parking page of the provider holds the name; or the provider's proxy "
         "answers for it with addresses of its own, as Cloudflare does for records with the orange cloud."},
    {.id = "SES012",
     .comes_about = "Only an e-mail address was verified, not its domain; or the address is an identity beside the "
                    "domain's and has DKIM switched off, which wins for that address.",
     .myth = "\"DKIM passes, so DMARC passes.\" It passes for amazonses.com. Only d= of your own domain counts."},
    {.id = "SES013",
     .comes_about = "The program sends through another endpoint than the one that was set up: a default region in the "
                    "environment, a failover, or a global endpoint, which splits the mail between two regions.",
     .myth = "\"An identity holds for the whole account.\" It holds for one region; others need their own."},
    {.id = "SES027",
     .comes_about = "The identity was looked up in another account, or in another region, than the program sends from; "
                    "or DKIM was set up anew, which gives out new tokens, after the file was saved or the mail sent.",
     .myth = "\"A domain has three tokens.\" Each of its identities has: one for each account and region."},
    {.id = "SES014",
     .comes_about = "The MX did not answer or was wrong when SES looked, the 72 hours of a new set-up are not over or "
                    "ran out, or another identity or region sent this mail: an address identity and a subdomain "
                    "identity have settings of their own."},
    {.id = "SES015",
     .comes_about = "The older way of verifying a domain gave out a token, by the console of earlier years or by "
                    "Terraform's aws_ses_domain_identity, and the record was not published or was removed since.",
     .myth = "\"SES does not send until _amazonses is there.\" With Easy DKIM or a key of your own the domain is "
             "verified by DKIM; the record is harmless, and not needed."},
    {.id = "SES016",
     .comes_about = "The test was sent by another server or provider, or from a mailbox instead of the program."},
    {.id = "SES017",
     .comes_about = "Whoever sends spam likes names that look harmless. A host can call itself anything in its "
                    "greeting, and a header can be copied; the address that connected cannot.",
     .myth = "\"Feedback-ID or X-SES-Outgoing prove that SES sent it.\" Anyone can write them."},
    {.id = "SES029",
     .comes_about = "The saved output of another identity was given, or the expectation of one domain stands in the "
                    "configuration for all."},
    {.id = "SES028",
     .comes_about = "A bounce message, or another notice that SES sends to the address of the sender, was taken for "
                    "the test message."},
    {.id = "SES018",
     .comes_about = "The domain itself, a sister domain or the domain of another product was entered as MAIL FROM.",
     .myth = "\"MAIL FROM can be the From domain, then SPF aligns strictly.\" SES takes a subdomain of the identity "
             "only, and not one that mail is received on."},
    {.id = "SES019",
     .comes_about = "A name that sounded right, such as mail., already served a web mail or another mail server."},
    {.id = "SES020",
     .comes_about = "The type was left at TXT when the record was typed in, because DKIM keys elsewhere are TXT "
                    "records.",
     .myth =
         "\"DKIM is always a TXT record.\" With Easy DKIM the TXT record is kept by Amazon, and yours points to it."},
    {.id = "SES021", .comes_about = "The panel filled in a default preference, or it was taken for a choice."},
    {.id = "SES022",
     .comes_about = "Guides to SPF say to list every provider at the domain itself, and for most providers that is so.",
     .myth = "\"SES needs include:amazonses.com in the SPF record of the domain.\" Receivers look at the bounce "
             "domain: Amazon's own, or your MAIL FROM. At the domain itself it costs one of ten look-ups, and a "
             "second record written for it breaks SPF for everybody else."},
    {.id = "SES023",
     .comes_about = "The program signs by itself before it hands the mail to SES, which then sets Message-ID anew and "
                    "may set Date."},
    {.id = "SES024",
     .comes_about = "The records were published a short while ago, are wrong, or were removed since; or DKIM signing "
                    "was switched off for the identity.",
     .myth = "\"The status will become VERIFIED.\" The word of the API is SUCCESS, and DKIM, MAIL FROM and "
             "verification each have their own."},
    {.id = "SES025",
     .comes_about = "A subdomain inherits the DKIM keys of its parent identity for as long as it is no identity "
                    "itself.",
     .myth = "\"adkim=s is safe with SES.\" It is where the identity is the From domain itself, and breaks mail from "
             "subdomains that inherit."},
    {.id = "SES026",
     .comes_about = "The step from p=none was planned and not taken, the record was put back after a complaint, or t=y "
                    "was left in it."},
};

}  // namespace

std::span<const Story> ses_stories() { return stories; }

}  // namespace alignmail::findings
