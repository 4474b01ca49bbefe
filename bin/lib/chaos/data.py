#!/usr/bin/env python3
"""Verified I/O on a mounted volume until SIGTERM: data.py FOLDER REPORT SEED

Two threads. One leads files through their life (write, sync, read back, append, rename, remove) and knows the SHA-256 of
each. The other runs fio again and again, which verifies the CRC of each block that it wrote. REPORT gets, as JSON:

    files    path → SHA-256 of what must be there in the end; a file that an error left undecided is in `undecided`
    errors   [{"from", "to", "what"}], times since the epoch
    turns, longest    how much was done, and the longest time that one step waited, in seconds
"""

import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time

MOST_FILES = 120
LARGEST = 192 << 10
AGAIN = 2  # seconds until a file that reads wrong is read once more
PASSED = f"; {AGAIN} s later it was right"
FIO = (
    "--name=blocks --rw=randwrite --bs=16k --size=6M --ioengine=psync --fsync=8 --rate_iops=60 "
    "--verify=crc32c --do_verify=1 --verify_fatal=1 --verify_dump=0 --output-format=terse"
).split()


class Load:
    def __init__(self, folder, seed):
        self.folder = folder
        self.dice = random.Random(f"{seed}/data")
        self.ending = threading.Event()
        self.lock = threading.Lock()
        self.sums = {}
        self.history = {}  # SHA-256 → of what and when
        self.undecided = set()
        self.errors = []
        self.turns = {"files": 0, "fio": 0}
        self.longest = 0.0
        self.made = 0

    def timed(self, what, action):
        """Whether it went without an error."""
        begun = time.time()
        error = ""
        try:
            error = action() or ""
        except OSError as failure:
            error = str(failure)
        with self.lock:
            self.longest = max(self.longest, time.time() - begun)
            if error:
                self.errors.append({"from": begun, "to": time.time(), "what": f"{what}: {error}"})
        return not error

    # --- files ---

    def files(self):
        os.makedirs(os.path.join(self.folder, "files"), exist_ok=True)
        while not self.ending.wait(0.04):
            self.turn()
            self.turns["files"] += 1

    def turn(self):
        full = len(self.sums) >= MOST_FILES
        action = self.dice.choice([self.remove] if full else [self.write, self.write, self.append, self.check, self.rename])
        if action == self.write or not self.sums:  # a bound method is made anew each time
            return self.write()
        return action(self.dice.choice(sorted(self.sums)))

    def where(self, name):
        return os.path.join(self.folder, name)

    def change(self, what, old, new, total, action):
        """Notes what is there after a change; after a change that failed it is undecided."""
        if self.timed(f"{what} {old or new}", action):
            self.sums.pop(old, None)
            if new:
                self.sums[new] = total
                self.history[total] = f"what {new} held after the {what} of {time.strftime('%T')}"
        else:
            for name in (old, new):
                self.sums.pop(name, None)
                self.undecided.add(name)

    def write(self):
        self.made += 1
        name = f"files/f{self.made}"
        data = self.dice.randbytes(self.dice.randrange(1, LARGEST))
        self.change("write", "", name, _sum(data), lambda: self.store(name, "wb", data))

    def append(self, name):
        data = self.dice.randbytes(self.dice.randrange(1, LARGEST // 4))
        with_it = {}

        def action():
            with open(self.where(name), "rb") as file:
                before = file.read()
            with_it["sum"] = _sum(before + data)
            return self.store(name, "ab", data)

        self.change("append to", name, name, "", action)
        if name in self.sums:
            self.sums[name] = with_it["sum"]
            self.history[with_it["sum"]] = f"what {name} held after the append of {time.strftime('%T')}"

    def store(self, name, mode, data):
        with open(self.where(name), mode) as file:
            for at in range(0, len(data), 64 << 10):
                file.write(data[at : at + (64 << 10)])
            file.flush()
            os.fsync(file.fileno())

    def check(self, name):
        self.timed(f"read {name}", lambda: self.compare(name))

    def compare(self, name):
        data = self.read(name)
        if _sum(data) == self.sums[name]:
            return ""
        what = f"it held {len(data)} bytes, {self.history.get(_sum(data), 'nothing that was ever written')}"
        time.sleep(AGAIN)
        return what + (PASSED if _sum(self.read(name)) == self.sums[name] else "; and it was not right later")

    def read(self, name):
        with open(self.where(name), "rb") as file:
            return file.read()

    def rename(self, name):
        self.made += 1
        new = f"files/r{self.made}"
        self.change("rename", name, new, self.sums[name], lambda: os.rename(self.where(name), self.where(new)))

    def remove(self, name):
        self.change("remove", name, "", "", lambda: os.unlink(self.where(name)))

    # --- fio ---

    def fio(self):
        folder = self.where("fio")
        os.makedirs(folder, exist_ok=True)
        while not self.ending.is_set():
            seed = self.dice_of(self.turns["fio"])
            self.timed("fio", lambda: _fio(folder, seed))
            self.turns["fio"] += 1

    @staticmethod
    def dice_of(turn):
        return 1000 + turn

    def report(self):
        undecided = sorted(name for name in self.undecided if name)
        return {
            "files": self.sums,
            "undecided": undecided,
            "errors": self.errors,
            "turns": self.turns,
            "longest": round(self.longest, 2),
        }


def _sum(data):
    return hashlib.sha256(data).hexdigest()


def _fio(folder, seed):
    # a client that loses its quorum may hang for as long as its time-outs are
    done = subprocess.run(
        ["fio", f"--directory={folder}", f"--randseed={seed}", *FIO], capture_output=True, text=True, timeout=300
    )
    if done.returncode != 0:
        return f"status {done.returncode}: {(done.stderr + done.stdout)[-400:]}"
    return ""


def main(folder, report, seed):
    load = Load(folder, seed)
    signal.signal(signal.SIGTERM, lambda *_: load.ending.set())
    failures = []
    threads = [threading.Thread(target=guarded, args=(part, failures)) for part in (load.files, load.fio)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with open(report + ".new", "w", encoding="utf-8") as file:
        json.dump({**load.report(), "failures": failures}, file)
    os.rename(report + ".new", report)


def guarded(part, failures):
    try:
        part()
    except Exception as error:  # a load that died is no test: the report says so
        failures.append(f"{part.__name__}: {type(error).__name__}: {error}")


if __name__ == "__main__":
    main(*sys.argv[1:])
