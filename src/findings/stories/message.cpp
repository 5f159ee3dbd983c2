// SPDX-License-Identifier: Apache-2.0
#include "findings/stories.hpp"

namespace alignmail::findings {
namespace {

constexpr Story stories[] = {
    {.id = "ALIGN001",
     .comes_about = "What passed belongs to somebody else (a provider's domain), or what is yours did not pass.",
     .myth = "\"SPF pass and DKIM pass make DMARC pass.\" One of them has to pass for the From domain's organization."},
    {.id = "ALIGN002",
     .comes_about = "One of the two was never set up for the From domain, or failed for this mail.",
     .myth = "\"One is as good as two.\" It is until that one fails: a forward breaks SPF, a footer breaks DKIM."},
    {.id = "ALIGN003",
     .comes_about = "Bounce domain or signature are at a subdomain or parent of the From domain, as is usual."},
    {.id = "ALIGN004",
     .comes_about = "RFC 7489 takes the organization from a list of public suffixes, RFC 9989 from a walk through DNS; "
                    "and only RFC 9989 knows np=, psd= and t=. Receivers use the one or the other."},
    {.id = "ALIGN005",
     .comes_about = "SPF alone carries DMARC, and a forwarder sends from its own address.",
     .myth = "\"SPF is the fallback for forwarded mail.\" It is the first to break."},
    {.id = "DKIM001", .comes_about = "Signing is off, the identity is not verified, or a relay removed the signature."},
    {.id = "DKIM002",
     .comes_about =
         "The record was not published, stands at another name, or was removed while mail was on its way. Or the "
         "CNAME to SES is there and its target has no key any more: the identity was deleted, or set up "
         "anew, which gives it other tokens."},
    {.id = "DKIM003", .comes_about = "An empty p= is the way to withdraw a key, after it leaked or was replaced."},
    {.id = "DKIM004",
     .comes_about =
         "The key was cut, broken by line ends or quotes, pasted with the first and the last line of its file, or "
         "saved as another type of record."},
    {.id = "DKIM005",
     .comes_about = "The key was made years ago, or 1024 bits were chosen because the panel took no longer text."},
    {.id = "DKIM006", .comes_about = "A list, a virus scanner, a footer service or a forwarder rewrote the body."},
    {.id = "DKIM007",
     .comes_about = "A relay changed or reordered a signed field, or the key has been replaced since."},
    {.id = "DKIM008", .comes_about = "A mailing list or a company gateway appended its footer."},
    {.id = "DKIM009", .comes_about = "A mailing list or a gateway put [a tag] in front of the Subject."},
    {.id = "DKIM010", .comes_about = "The signer set x= to a short time, and the mail was delayed or kept."},
    {.id = "DKIM011", .comes_about = "The clock of the signer or the one used here is wrong."},
    {.id = "DKIM012",
     .comes_about = "l= was set so that footers would not break the signature.",
     .myth = "\"l= makes DKIM robust.\" It lets anyone append what they like under your name."},
    {.id = "DKIM013", .comes_about = "A signer with a wrong list of fields. RFC 6376 asks for From."},
    {.id = "DKIM014",
     .comes_about = "i= names another domain than d=, or a subdomain although the key forbids it (t=s)."},
    {.id = "DKIM015", .comes_about = "t=y was meant for the first days and stayed."},
    {.id = "DKIM016", .comes_about = "A signer of before 2018. RFC 8301 retired SHA-1."},
    {.id = "DKIM017", .comes_about = "A key far beyond 4096 bits, by mistake or to make verifiers work."},
    {.id = "DKIM018",
     .comes_about = "A broken signer, a header that was damaged on the way, or a signature cut by copying."},
    {.id = "DKIM019", .comes_about = "A field was added after signing, below or above the signed one."},
    {.id = "DKIM020", .comes_about = "Only the header was pasted."},
    {.id = "DKIM021",
     .comes_about = "Signers change their keys, SES behind names that stay the same. The receiver saw the old key.",
     .myth = "\"Today it fails, so it was forged.\" An old mail cannot be checked against a new key."},
    {.id = "DKIM022", .comes_about = "The file was saved with other line ends, or a relay rewrote them."},
    {.id = "DKIM023", .comes_about = "A new key was published beside the old one at the same selector."},
    {.id = "DKIM024",
     .comes_about =
         "A relay changed the transfer encoding, trailing spaces or quoting, often for a server without 8BITMIME."},
    {.id = "DKIM025", .comes_about = "The signer names one canonicalization in c= and uses another."},
    {.id = "FROM001", .comes_about = "A program that builds mail by hand, or a header that was cut."},
    {.id = "FROM002",
     .comes_about = "An attack on readers that show another field than the one that was checked, or a faulty program."},
    {.id = "FROM003", .comes_about = "Several authors in one From, which the standard allows and DMARC cannot judge."},
    {.id = "FROM004", .comes_about = "Tricks of syntax that show one address and mean another, or a faulty program."},
    {.id = "FROM005",
     .comes_about = "A list or a help desk rewrites From, or somebody counts on readers who look at names only."},
    {.id = "FROM006", .comes_about = "Letters of other scripts that look alike, or invisible characters."},
    {.id = "FROM007", .comes_about = "Somebody wrote to a list that rewrites From so that DMARC cannot stop its mail."},
    {.id = "TRUST001",
     .comes_about =
         "The mail was not received over the network, the header was shortened, or the receiver writes no results."},
    {.id = "TRUST002",
     .comes_about = "The sender wrote a field in the name of your receiver, in the hope that it is believed."},
    {.id = "TRUST003", .comes_about = "Servers on the way wrote what they saw. Only the last receiver's word counts."},
    {.id = "TRUST004", .comes_about = "Two filters of the receiver checked at different moments or different things."},
    {.id = "TRUST005",
     .comes_about = "DNS or keys changed since, the receiver uses another standard, or one side is wrong."},
    {.id = "TRUST006", .comes_about = "Large receivers have dialects of their own."},
    {.id = "TRUST007", .comes_about = "The field stands below the receiver's boundary or disagrees with it."},
    {.id = "TRUST008",
     .comes_about =
         "A mailbox that adds a second Return-Path, one that the sender wrote, or a proxy in front of the receiver."},
    {.id = "ARC001",
     .comes_about = "Something changed the mail after the last seal, or a seal was copied from elsewhere."},
    {.id = "ARC002", .comes_about = "A seal proves who handled the mail, not that the handler is honest."},
    {.id = "ARC003", .comes_about = "A relay removed sets, or somebody made them up."},
    {.id = "INPUT001", .comes_about = "Mail programs, tickets and terminals change what is copied out of them."},
    {.id = "INPUT002", .comes_about = "Files that went through editors or systems with other line ends."},
    {.id = "INPUT003", .comes_about = "A damaged file, or an attempt to hide something from filters."},
    {.id = "INPUT004", .comes_about = "A relay or program that adds a field without looking, or an attack on readers."},
    {.id = "INPUT005", .comes_about = "A program that writes headers by hand, or a damaged file."},
    {.id = "INPUT006", .comes_about = "The end was not copied, or the transfer broke off."},
    {.id = "INPUT007",
     .comes_about = "Servers that disagree on where a message ends can be made to deliver a second one."},
    {.id = "INPUT008",
     .comes_about =
         "Whoever showed the header put [redacted], xxxx or stars in the place of a name, or a mail program did.",
     .myth =
         "\"The tool can still see who sent it.\" Alignment compares names; without one there is nothing to compare."},
    {.id = "INPUT009",
     .comes_about = "Somebody forwarded the message as an attachment, or a server returned it with a bounce.",
     .myth = "\"The attached message passed, so this one is genuine.\" Each has to prove its own sender."},
    {.id = "INPUT010",
     .comes_about = "HTML that a program writes in one piece, or a list of addresses that nobody folded.",
     .myth = "\"It arrived, so it is fine.\" The next server on the way, a forwarder's, may break the line."},
    {.id = "LIMIT001", .comes_about = "A message made to exhaust its readers, or simply a very large one."},
};

}  // namespace

std::span<const Story> message_stories() { return stories; }

}  // namespace alignmail::findings
