# SPDX-License-Identifier: Apache-2.0
"""What a test needs of the machine, and what it does where that is missing."""
import os
import pathlib
import pty
import shutil

NOBODY = 65534


def terminal(test):
    """Both ends of a new terminal; skips the test where there is none, as in a bare root without /dev/pts."""
    try:
        return pty.openpty()
    except OSError as error:
        test.skipTest(str(error))


def as_nobody(program, folder):
    """The program, where another user may run it, and how subprocess becomes that user. Whoever is not root stays."""
    if os.getuid() != 0:
        return program, {}
    folder = pathlib.Path(folder)
    folder.chmod(0o755)
    copy = folder / "alignmail-of-nobody"
    shutil.copyfile(program, copy)  # the folders above may be root's alone
    copy.chmod(0o755)
    return str(copy), {"user": NOBODY, "group": NOBODY}
