#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The recipe for fdm. usage: fdm.py PROGRAM SOURCE_FOLDER FAULT_LIBRARY [TEST...]"""
import getpass
import subprocess
import sys

import mail_system
import support


class Fdm(mail_system.MailSystemCase):
    def test_the_message_is_kept_and_the_report_filed(self):
        rules = self.scratch / "fdm.conf"
        rules.write_text(f'set default-user "{getpass.getuser()}"\nset lock-file "{self.scratch}/lock"\n'
                         f'account "stdin" stdin\naction "inbox" maildir "{self.scratch}/Maildir"\n' +
                         mail_system.recipe("fdm", self.program))
        rules.chmod(0o600)
        for subject, files in self.every_failure():
            result = subprocess.run([mail_system.find("fdm"), "-f", str(rules), "-a", "stdin", "fetch"],
                                    input=self.message(subject), check=False, timeout=60, capture_output=True,
                                    env={"PATH": "/usr/bin:/bin", "HOME": str(self.scratch)})
            self.assertEqual(result.returncode, 0, result.stderr)
            self.check(self.scratch / "Maildir", subject, files)


if __name__ == "__main__":
    mail_system.need("fdm")
    sys.exit(support.main())
