#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The recipes for Dovecot's LMTP server with Pigeonhole, and for sieve-test.

usage: dovecot.py PROGRAM SOURCE_FOLDER FAULT_LIBRARY [TEST...]
"""
import smtplib
import subprocess
import sys

import mail_system
import support
from postfix import free_port

CONF = """
base_dir = {scratch}/run
instance_name = alignmail-test
log_path = {scratch}/log
auth_mechanisms = plain
protocols = lmtp
ssl = no
default_internal_user = nobody
default_internal_group = nogroup
default_login_user = nobody
mail_uid = games
mail_gid = games
first_valid_uid = 1
first_valid_gid = 1
mail_location = maildir:{scratch}/mail/%n
mail_home = {scratch}/home
mail_plugin_dir = /usr/lib/dovecot/modules
passdb {{
  driver = static
  args = nopassword=y
}}
userdb {{
  driver = static
  args = uid=games gid=games home={scratch}/home allow_all_users=yes
}}
service lmtp {{
  chroot =
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {port}
  }}
}}
service anvil {{
  chroot =
}}
protocol lmtp {{
  mail_plugins = sieve
}}
plugin {{
  sieve = file:{scratch}/rules.sieve
}}
"""


class Dovecot(mail_system.MailSystemCase):
    def setUp(self):
        super().setUp()
        for name in ("run", "mail", "home", "pipe"):
            (self.scratch / name).mkdir()
        for name in ("mail", "home"):
            subprocess.run(["chown", "games:games", self.scratch / name], check=True)
        script = self.scratch / "pipe" / "alignmail-hook"
        script.write_text(mail_system.recipe("sieve-script", self.program))
        script.chmod(0o755)
        self.port = free_port()
        self.conf = self.scratch / "dovecot.conf"
        folder = {"/usr/lib/dovecot/sieve-pipe": str(self.scratch / "pipe")}
        self.conf.write_text(CONF.format(scratch=self.scratch, port=self.port) +
                             mail_system.recipe("dovecot-conf", self.program, **folder))

    def rules(self, name):
        text = mail_system.recipe(name, self.program)
        (self.scratch / "rules.sieve").write_text(text)
        self.scratch.chmod(0o777)  # the compiled rules are put beside them

    def start(self):
        server = subprocess.Popen([mail_system.find("dovecot"), "-F", "-c", str(self.conf)],
                                  stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        def stop():
            server.terminate()
            server.wait(30)
        self.addCleanup(stop)
        self.server = server

    def trouble(self):
        log = self.scratch / "log"
        return log.read_text(errors="replace")[-3000:] if log.exists() else ""

    def deliver(self, subject):
        sessions = []
        def connect():
            self.assertIsNone(self.server.poll(), self.trouble())
            try:
                sessions.append(smtplib.LMTP("127.0.0.1", self.port))
            except OSError:
                return False
            return True
        self.until(connect, "no LMTP server")
        with sessions[0] as session:
            session.sendmail("bounce@example.net", ["ann@example.com"], self.message(subject).replace(b"\n", b"\r\n"))

    def test_the_message_is_kept_and_the_report_filed(self):
        self.start()
        for name in ("sieve-execute", "sieve-pipe"):
            with self.subTest(recipe=name):
                self.rules(name)
                for path in [*self.state.rglob("*.json"), *(self.scratch / "mail").rglob("new/*")]:
                    path.unlink()
                for subject, files in self.every_failure():
                    self.deliver(subject)
                    self.check(self.scratch / "mail" / "ann", subject, files)
                (report,) = self.reports("well")
                self.assertEqual(report["message"]["envelope_from"], "bounce@example.net")
                self.assertEqual(report["message"]["envelope_from_source"], "environment")

    def test_sieve_test_accepts_the_recipes(self):
        message = self.scratch / "message"
        message.write_bytes(self.message("test"))
        for name, action in (("sieve-execute", "execute"), ("sieve-pipe", "pipe")):
            with self.subTest(recipe=name):
                self.rules(name)
                result = subprocess.run([mail_system.find("sieve-test"), "-c", str(self.conf), "-C",
                                         str(self.scratch / "rules.sieve"), str(message)],
                                        capture_output=True, text=True, check=False, timeout=60)
                self.assertEqual(result.returncode, 0, result.stderr)
                self.assertIn("store message in folder: INBOX", result.stdout)


if __name__ == "__main__":
    mail_system.need("dovecot", "sieve-test")
    mail_system.need_root()
    sys.exit(support.main())
