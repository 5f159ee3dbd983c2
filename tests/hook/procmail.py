#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The recipe for procmail. usage: procmail.py PROGRAM SOURCE_FOLDER FAULT_LIBRARY [TEST...]"""
import subprocess
import sys

import mail_system
import support


class Procmail(mail_system.MailSystemCase):
    def test_the_message_is_kept_and_the_report_filed(self):
        rules = self.scratch / "procmailrc"
        rules.write_text(f"SHELL=/bin/sh\nDEFAULT={self.scratch}/Maildir/\nLOGFILE={self.scratch}/log\n" +
                         mail_system.recipe("procmail", self.program))
        for subject, files in self.every_failure():
            result = subprocess.run([mail_system.find("procmail"), "-f", "ann@example.com", str(rules)],
                                    input=self.message(subject), env={"PATH": "/usr/bin:/bin"}, check=False, timeout=60)
            self.assertEqual(result.returncode, 0)
            self.check(self.scratch / "Maildir", subject, files)


if __name__ == "__main__":
    mail_system.need("procmail")
    sys.exit(support.main())
