#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The recipes for Postfix, in an instance of its own. usage: postfix.py PROGRAM SOURCE_FOLDER FAULT_LIBRARY [TEST...]"""
import random
import smtplib
import socket
import subprocess
import sys
import tempfile

import mail_system
import support

# Users that every Debian has; the names of the recipes are replaced by them.
USER = "games"

MAIN = """
compatibility_level = 3.6
queue_directory = {scratch}/queue
data_directory = {scratch}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
maillog_file = {scratch}/log/postfix.log
maillog_file_prefixes = /
import_environment = MAIL_CONFIG MAIL_DEBUG MAIL_LOGTAG TZ
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.example.com
myorigin = example.com
mydestination = example.com, localhost
mynetworks = 127.0.0.0/8
smtpd_relay_restrictions = reject_unauth_destination
smtpd_authorized_xclient_hosts = 127.0.0.1
smtpd_recipient_limit = 10
allow_min_user = yes
local_recipient_maps =
alias_maps = hash:{scratch}/aliases
alias_database =
mail_spool_directory = {scratch}/spool/
forward_path = {scratch}/forward/$user
default_transport = discard:
relayhost =
biff = no
minimal_backoff_time = 300s
"""

MASTER = """
127.0.0.1:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
local unix - n n - - local
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
proxymap unix - - n - - proxymap
"""


def free_port():
    """Below the ports that a system hands out by itself: until the server takes it nobody else gets it by chance."""
    for port in random.sample(range(20_000, 32_000), 100):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise OSError("no port is free")


class Postfix(mail_system.MailSystemCase):
    def setUp(self):
        super().setUp()
        for name in ("queue", "conf", "log", "spool", "forward", "data", "reports"):
            (self.scratch / name).mkdir()
        for name in ("spool", "reports"):
            (self.scratch / name).chmod(0o1777)
        subprocess.run(["chown", "postfix", self.scratch / "data"], check=True)
        self.port = free_port()
        self.maildir = self.scratch / "spool" / USER
        aliases = mail_system.recipe("postfix-alias", self.program)
        forward = mail_system.recipe("postfix-forward", self.program, ann=USER)
        pipe = mail_system.recipe("postfix-pipe", self.program, **{"/var/lib/alignmail": str(self.scratch / "reports")})
        self.bcc = mail_system.recipe("postfix-bcc", self.program, **{"ann@example.com": f"{USER}@example.com"})
        (self.scratch / "aliases").write_text(f"{aliases}both: {USER}, authtest\n")
        self.forward = self.scratch / "forward" / USER
        self.forward_text = forward
        self.configure(MASTER.format(port=self.port) + pipe)

    def message(self, subject):
        # Postfix drops a Return-Path that comes by SMTP, and writes its own.
        return super().message(subject).replace(b"Return-Path: ", b"X-Other: ")

    def configure(self, master, more=""):
        (self.scratch / "conf" / "main.cf").write_text(MAIN.format(scratch=self.scratch) + more)
        (self.scratch / "conf" / "master.cf").write_text(master)
        self.master = master

    def postfix(self, *arguments, check=True):
        # Its daemon must not keep our pipes open.
        with tempfile.TemporaryFile() as out:
            result = subprocess.run([mail_system.find("postfix"), "-c", str(self.scratch / "conf"), *arguments],
                                    stdin=subprocess.DEVNULL, stdout=out, stderr=out, check=False, timeout=180)
            out.seek(0)
            if check and result.returncode != 0:
                self.fail(out.read().decode() + self.trouble())

    def start(self):
        subprocess.run([mail_system.find("postalias"), "-c", self.scratch / "conf", f"hash:{self.scratch}/aliases"],
                       check=True, timeout=180)
        self.postfix("start")
        self.addCleanup(self.postfix, "stop", check=False)

    def is_settled(self):
        """Nothing is on its way any more: each delivery, the alias's too, has ended or waits for its next try."""
        queue = self.scratch / "queue"
        return not any(path.is_file() for name in ("maildrop", "incoming", "active") for path in (queue / name).rglob("*"))

    def trouble(self):
        log = self.scratch / "log" / "postfix.log"
        return log.read_text(errors="replace")[-3000:] if log.exists() else ""

    def send(self, subject, recipient, sender="bounce+1=2@example.net", client="192.0.2.7", helo="mail.example.net"):
        session = []
        self.until(lambda: self.connected(session), "no SMTP server")
        with session[0] as smtp:
            smtp.ehlo("client.test")
            smtp.docmd("XCLIENT", f"ADDR={client} NAME={helo} HELO={helo}")
            smtp.ehlo(helo)
            smtp.sendmail(sender, [recipient], self.message(subject).replace(b"\n", b"\r\n"))

    def connected(self, session):
        try:
            session.append(smtplib.SMTP("127.0.0.1", self.port, timeout=30))
        except OSError:
            return False
        return True

    def test_an_alias_beside_the_mailbox(self):
        self.start()
        for subject, files in self.every_failure():
            self.send(subject, "both@example.com")
            self.check(self.maildir, subject, files)
        (report,) = self.reports("well")
        self.assertEqual(report["message"]["client_ip"], "192.0.2.7")
        self.assertEqual(report["message"]["helo"], "mail.example.net")
        # SENDER has "_" for "+" and "="; local(8) writes the Return-Path with both.
        self.assertEqual(report["message"]["envelope_from"], "bounce+1=2@example.net")
        self.assertIn(report["message"]["envelope_from_source"], ("return_path", "environment"))
        self.assertEqual(report["input"]["recipient"], "authtest@example.com")

    def test_a_forward_file(self):
        self.forward.write_text(self.forward_text)
        self.start()
        for subject, files in self.every_failure():
            self.send(subject, f"{USER}@example.com")
            self.check(self.maildir, subject, files)

    def test_the_null_sender(self):
        self.start()
        self.send("null", "both@example.com", sender="")
        self.check(self.maildir, "null", True)
        self.assertEqual(self.reports("null")[0]["message"]["envelope_from"], "<>")

    def test_a_transport_that_gets_a_copy(self):
        self.configure(self.master, self.bcc)
        self.state = self.scratch / "reports"
        self.start()
        for subject, files in self.every_failure():
            self.send(subject, f"{USER}@example.com")
            self.check(self.maildir, subject, files)
        (report,) = self.reports("well")
        self.assertEqual(report["message"]["envelope_from"], "bounce+1=2@example.net")
        self.assertEqual(report["message"]["envelope_from_source"], "option")
        self.assertEqual(report["message"]["client_ip"], "192.0.2.7")
        self.send("null", f"{USER}@example.com", sender="")
        self.check(self.maildir, "null", True)
        self.assertEqual(self.reports("null")[0]["message"]["envelope_from"], "<>")
        # An address that looks like an option stays an address.
        self.send("option", f"{USER}@example.com", sender="--passthrough@example.net")
        self.check(self.maildir, "option", True)
        self.assertEqual(self.reports("option")[0]["message"]["envelope_from"], "--passthrough@example.net")


if __name__ == "__main__":
    mail_system.need("postfix")
    mail_system.need_root()
    sys.exit(support.main())
