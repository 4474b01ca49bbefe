#!/usr/bin/env python3
"""Runs a command at a terminal of its own, as a person would.

    terminal.py [--interrupt TEXT] COMMAND...   prints what it shows; with --interrupt, Ctrl-C is typed when TEXT is seen

The status is the command's; 124 when it does not end within 150 s.
"""

import os
import pty
import select
import signal
import sys
import time


def main(words):
    trigger = None
    if words[:1] == ["--interrupt"]:
        trigger = words[1].encode()
        words = words[2:]
    pid, terminal = pty.fork()
    if pid == 0:
        os.environ["COLUMNS"] = "120"
        os.execvp(words[0], words)
    seen = b""
    until = time.monotonic() + 150
    while time.monotonic() < until:
        ready, _, _ = select.select([terminal], [], [], 1)
        if ready:
            try:
                data = os.read(terminal, 65536)
            except OSError:
                break
            if not data:
                break
            seen += data
        if trigger and trigger in seen:
            os.write(terminal, b"\x03")
            trigger = None
    else:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        sys.exit(124)
    _, status = os.waitpid(pid, 0)
    sys.stdout.write(seen.decode(errors="replace").replace("\r\n", "\n"))
    sys.exit(os.waitstatus_to_exitcode(status))


main(sys.argv[1:])
