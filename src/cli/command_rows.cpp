// SPDX-License-Identifier: Apache-2.0
#include "cli/option_rows.hpp"

namespace alignmail::cli {
namespace {

constexpr int many = 1'000'000;

constexpr CommandRow commands[] = {
    {Command::Check, "check", "FILE", many, "A message as saved; - or none at all is standard input",
     "Analyse messages (the default command)"},
    {Command::Domain, "domain", "DOMAIN", 1, "The domain that stands in From",
     "Audit the SES set-up of a domain in DNS, without a message"},
    {Command::Explain, "explain", "ID", 1, "A finding, such as SES001; none lists them all",
     "Explain one finding, or list all"},
    {Command::Spf, "spf", nullptr, 0, nullptr, "Evaluate SPF alone, with the evaluation tree"},
    {Command::Dkim, "dkim", "FILE", 1, "A message as saved; - or none is standard input",
     "Verify each DKIM-Signature alone"},
    {Command::Arc, "arc", "FILE", 1, "A message as saved; - or none is standard input", "Validate the ARC chain alone"},
    {Command::Dmarc, "dmarc", nullptr, 0, nullptr, "Discover and evaluate DMARC for identifiers that passed"},
    {Command::Hook, "hook", nullptr, 0, nullptr, "Mailbox hook: one message on standard input, a report filed away"},
    {Command::Watch, "watch", "MAILDIR", 1, "A Maildir folder, with new/, cur/ and tmp/ in it",
     "Analyse each message as it arrives in a Maildir"},
    {Command::Completion, "completion", "SHELL", 1, "bash, zsh or fish", "Print a script that completes our options",
     "bash zsh fish"},
    {Command::Manual, "manual", "PAGE", 1, "alignmail.1 (default), alignmail-report.5, alignmail-findings.7",
     "Print a page of the manual, for man -l -", "alignmail.1 alignmail-report.5 alignmail-findings.7"},
    {Command::Help, "help", "COMMAND", 1, "One of these; none is check", "Show the options of a command",
     "check domain explain spf dkim arc dmarc hook watch completion manual"},
};

}  // namespace

std::span<const CommandRow> command_rows() { return commands; }

}  // namespace alignmail::cli
