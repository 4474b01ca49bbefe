#!/usr/bin/env python3
"""Steady reading and writing on a mounted volume, until it is ended by SIGTERM: io_load.py FOLDER REPORT

Each turn writes a file, syncs it, reads it back, compares and removes it. REPORT gets, as JSON, the number of turns, the
errors (at most 20 texts), and the longest turn in seconds.
"""

import json
import os
import signal
import sys
import time

folder, report = sys.argv[1:]
state = {"turns": 0, "errors": [], "longest": 0.0}
going = True


def end(*_):
    global going
    going = False


signal.signal(signal.SIGTERM, end)
while going:
    begun = time.monotonic()
    path = os.path.join(folder, f"load{state['turns'] % 50}")
    data = os.urandom(65536)
    try:
        with open(path, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        with open(path, "rb") as file:
            if file.read() != data:
                state["errors"].append(f"turn {state['turns']}: read something else than was written")
        os.unlink(path)
    except OSError as error:
        state["errors"].append(f"turn {state['turns']}: {error}")
        time.sleep(0.05)
    del state["errors"][20:]
    state["turns"] += 1
    state["longest"] = max(state["longest"], round(time.monotonic() - begun, 3))
    time.sleep(0.01)
with open(report, "w", encoding="utf-8") as file:
    json.dump(state, file)
