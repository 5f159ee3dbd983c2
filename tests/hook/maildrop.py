#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The recipe for maildrop. usage: maildrop.py PROGRAM SOURCE_FOLDER FAULT_LIBRARY [TEST...]"""
import subprocess
import sys

import mail_system
import support


class Maildrop(mail_system.MailSystemCase):
    def test_the_message_is_kept_and_the_report_filed(self):
        rules = self.scratch / "mailfilter"
        folder = self.scratch / "Maildir"
        for name in ("new", "cur", "tmp"):
            (folder / name).mkdir(parents=True)
        rules.write_text(mail_system.recipe("maildrop", self.program) + f'to "{folder}"\n')
        rules.chmod(0o600)
        for subject, files in self.every_failure():
            result = subprocess.run([mail_system.find("maildrop"), str(rules)], input=self.message(subject),
                                    env={"PATH": "/usr/bin:/bin", "HOME": str(self.scratch)}, check=False, timeout=60,
                                    capture_output=True)
            # Whatever became of the copy, the mail server is told that all is well.
            self.assertEqual((result.returncode, result.stdout), (0, b""))
            self.check(folder, subject, files)


if __name__ == "__main__":
    mail_system.need("maildrop")
    sys.exit(support.main())
