"""Strikes what the schedule says, and waits until it works again."""

import os
import signal
import threading
import time
from collections import defaultdict

from cluster import BRICKS, STATE, program, wait_for
from heal import blamed

FILLER = ".chaos-filler"
SETTLED_WITHIN = 240


class Strikes:
    """What was struck, and what it met; shared by the lanes."""

    def __init__(self):
        self.count = defaultdict(int)
        self.open = defaultdict(int)
        self.back = defaultdict(float)  # the longest time until it worked again
        self.missed = []
        self.violations = []
        self.unreached = 0


class Lane(threading.Thread):
    def __init__(self, name, faults, cluster, book, watch, strikes, tell, begun, ending):
        super().__init__(name=name, daemon=True)
        self.faults = faults
        self.cluster = cluster
        self.book = book
        self.watch = watch
        self.strikes = strikes
        self.tell = tell
        self.begun = begun  # of the monotonic clock
        self.ending = ending
        self.failure = ""

    def run(self):
        try:
            for fault in self.faults:
                if self.ending.wait(max(0.0, self.begun + fault.at - time.monotonic())):
                    self.strikes.unreached += 1
                    continue
                self.strike(fault)
        except Exception as error:  # told by the report
            self.failure = f"lane {self.name}: {type(error).__name__}: {error}"

    def strike(self, fault):
        node = self.cluster.members[fault.node]
        how, what = fault.kind.split("-")
        action = {"kill": self.kill, "stop": self.stop, "full": self.full}[how]
        over = self.watch.disturb(node) if what == "jvm" else lambda: None
        struck = action(fault, node, what)
        if struck is None:
            self.strikes.missed.append(f"{fault.kind} on {node.name}: there was nothing to strike")
            self.tell(f"missed {fault.kind} on {node.name}: there was nothing to strike")
            over()
            return
        took = wait_for(SETTLED_WITHIN, lambda: self.works(what, node, struck))
        over()
        if took is None:
            left = blamed(self.cluster, self.watch.path) if what == "brick" else []
            why = f": {len(left)} paths are to be healed, {left[0]}" if left else ""
            sentence = f"{what} of {node.name} did not work again within {SETTLED_WITHIN} s after {fault.kind}{why}"
            self.strikes.violations.append(sentence)
            self.tell(sentence)
            return
        self.strikes.back[fault.kind] = max(self.strikes.back[fault.kind], took)
        self.tell(f"{what} of {node.name} works again, {took:.1f} s after the end of {fault.kind}")

    def note(self, fault, node, detail):
        met = len(self.book.open())
        self.strikes.count[fault.kind] += 1
        self.strikes.open[fault.kind] += met
        self.tell(f"{fault.kind} on {node.name}{detail}; {met} operations open")

    def target(self, node, what):
        """The process to strike; a brick is always that of the volume with the data."""
        if what == "brick":
            return lambda: node.bricks().get(self.watch.path, [])
        return lambda: node.processes(what)

    def victim(self, node, what):
        found = self.target(node, what)
        if wait_for(10, found) is None:
            return None
        return (found() or [None])[0]

    # --- the three ways to break something; each returns what it has struck, a pid, or None ---

    def kill(self, fault, node, what):
        victim = self.victim(node, what)
        if victim is None:
            return None
        self.note(fault, node, f" (process {victim.pid})")
        os.kill(victim.pid, signal.SIGKILL)
        if what == "jvm":
            time.sleep(fault.seconds)
            node.start()
        return victim.pid

    def stop(self, fault, node, what):
        victim = self.victim(node, what)
        if victim is None:
            return None
        self.note(fault, node, f" for {fault.seconds:.0f} s (process {victim.pid})")
        os.kill(victim.pid, signal.SIGSTOP)
        try:
            time.sleep(fault.seconds)
        finally:
            _go_on(victim)
        return 0

    def full(self, fault, node, what):
        folder = BRICKS if what == "brick" else STATE
        self.note(fault, node, f": {folder} is full for {fault.seconds:.0f} s")
        over = self.watch.fill(node) if what == "brick" else lambda: None
        filler = node.path(f"{folder}/{FILLER}")
        until = time.monotonic() + fault.seconds
        try:
            with open(filler, "wb") as file:
                while time.monotonic() < until:
                    _fill(file.fileno())  # again: others may free some
                    time.sleep(0.5)
        finally:
            os.unlink(filler)
            over()
        return 0

    def works(self, what, node, struck):
        """Whether everything that such a fault breaks works again."""
        if what in ("jvm", "etcd", "state"):
            return self.new(node, what, struck) and node.etcd_healthy() and node.serves()
        if what == "temporal":
            return self.new(node, what, struck) and node.engine_answers()
        if what == "healer":
            return self.new(node, what, struck)
        return self.new(node, what, struck) and not blamed(self.cluster, self.watch.path)

    def new(self, node, what, struck):
        if what == "state":
            return True
        found = self.target(node, what)()
        return bool(found) and all(process.pid != struck and not process.stopped for process in found)


def _go_on(process):
    """nsenter, the parent of a node's JVM, stops itself when its child is stopped."""
    for pid in (process.pid, process.parent):
        try:
            if pid == process.pid or program(pid) == "nsenter":
                os.kill(pid, signal.SIGCONT)
        except OSError:
            continue  # somebody ended it meanwhile


def _fill(descriptor):
    """Takes what is free of the file system, down to its last block."""
    size = 64 << 20
    while size >= 4096:
        try:
            os.posix_fallocate(descriptor, os.fstat(descriptor).st_size, size)
        except OSError:
            size //= 2
