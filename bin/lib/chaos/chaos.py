#!/usr/bin/env python3
"""The run of bin/chaos on a cluster that is up: load, faults, settling, checks. See bin/chaos for the arguments."""

import argparse
import json
import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter

import answers
import datacheck
import invariants
import report
import schedule
from book import Book
from cluster import HERE, Cluster, wait_for
from faults import Lane, Strikes
from load import PeerActor, Reader, VolumeActor
from plants import PLANTS
from watch import Watch

VOLUME_ACTORS = 3
STEADY = "/bricks/steady"


def arguments(words):
    parser = argparse.ArgumentParser(prog="bin/chaos", description="Breaks a running cluster on purpose, and checks it.")
    parser.add_argument("--minutes", type=float, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--kinds", default=",".join(schedule.KINDS), help="only these faults")
    parser.add_argument("--stop-seconds", type=float, default=30)
    parser.add_argument("--settle-seconds", type=float, default=120)
    parser.add_argument("--schedule", action="store_true", help="only print the faults")
    parser.add_argument("--plant", choices=sorted(PLANTS), help="put a violation there before the check")
    parser.add_argument("--self-test", action="store_true", help="plant each violation after the check")
    parser.add_argument("--json", metavar="FILE")
    parser.add_argument("--topology", help=argparse.SUPPRESS)
    parser.add_argument("--started-ms", type=int, default=int(time.time() * 1000), help=argparse.SUPPRESS)
    parser.add_argument("--check-arguments", action="store_true", help=argparse.SUPPRESS)
    wish = parser.parse_args(words)
    wish.kinds = [kind for kind in wish.kinds.split(",") if kind]
    unknown = sorted(set(wish.kinds) - set(schedule.KINDS))
    if unknown:
        parser.error(f"no fault {', '.join(unknown)}; there are {', '.join(schedule.KINDS)}")
    return wish


class Run:
    def __init__(self, wish, cluster):
        self.wish = wish
        self.cluster = cluster
        self.telling = threading.Lock()
        self.book = Book(self.tell)
        self.strikes = Strikes()
        self.seen = set()
        self.data_report = os.path.join(cluster.run, "data.json")

    def tell(self, text):
        with self.telling:
            print(f"{time.time() - self.wish.started_ms / 1000:7.1f} s  {text}", flush=True)

    # --- the load ---

    def begin(self):
        self.cluster.learn_peers()
        api = self.cluster.members[0].api()
        bricks = [{"peerid": peer, "path": STEADY} for peer in self.cluster.peer_ids]
        subvol = {"type": "replicate", "replica": 3, "bricks": bricks}
        wish = {"name": "steady", "flags": {"create-brick-dir": True}, "subvols": [subvol]}
        # what a brick missed while its disk was full is looked for at the daemon's next round: every 600 s by default
        wish |= {"options": {"cluster/replicate.heal-timeout": "60"}, "allow-advanced-options": True}
        api.expect(201, "POST", "/v1/volumes", wish)
        api.expect(200, "POST", "/v1/volumes/steady/start")
        self.baseline = set(invariants.Snapshot(self.cluster.keys()).records)
        self.mount()
        self.watch = Watch(self.cluster, STEADY)
        self.watch.start()
        client = self.cluster.client
        command = ["python3", os.path.join(HERE, "data.py"), datacheck.MOUNT, self.data_report, str(self.wish.seed)]
        self.data = subprocess.Popen(
            ["nsenter", "--target", str(client.init), "--mount", "--uts", "--net", "--wdns=/", "--", *command],
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.actors = [VolumeActor(self.cluster, self.book, self.wish.seed, at) for at in range(VOLUME_ACTORS)]
        self.actors.append(PeerActor(self.cluster, self.book, self.wish.seed))
        self.actors.append(Reader(self.cluster, self.book, self.wish.seed, self.watch.disturbed, self.seen))
        for actor in self.actors:
            actor.start()

    def mount(self):
        # with its pid namespace: what serves the mount ends with the client
        spaces = ("--mount", "--uts", "--net", "--pid", "--wdns=/")
        server = random.Random(f"{self.wish.seed}/mount").choice(self.cluster.members)
        words = f"mkdir -p {datacheck.MOUNT} && mount -t glusterfs {server.ip}:/steady {datacheck.MOUNT}"
        done = self.cluster.client.inside(["sh", "-c", words], 30, spaces)
        if done is None or done.returncode != 0:
            sys.exit(f"the client cannot mount: {done.stderr if done else 'no answer'}")

    def break_things(self):
        seconds = self.wish.minutes * 60
        wish = self.wish
        planned = schedule.faults(wish.seed, seconds, len(self.cluster.members), wish.kinds, wish.stop_seconds)
        begun, ending = time.monotonic(), threading.Event()
        lanes = []
        for name in ("control", "data"):
            own = [fault for fault in planned if fault.lane == name]
            lanes.append(Lane(name, own, self.cluster, self.book, self.watch, self.strikes, self.tell, begun, ending))
        self.tell(f"{len(planned)} faults are planned for {seconds:.0f} s, seed {wish.seed}")
        for lane in lanes:
            lane.start()
        while time.monotonic() - begun < seconds:
            time.sleep(min(30.0, max(0.0, begun + seconds - time.monotonic())))
            self.tell(f"{len(self.book.requests)} requests so far, {len(self.book.open())} open")
        ending.set()
        for lane in lanes:
            lane.join()
        self.strikes.violations += [lane.failure for lane in lanes if lane.failure]

    def end_load(self):
        for actor in self.actors:
            actor.ending.set()
        for actor in self.actors:
            actor.join(120)
        self.strikes.violations += [actor.failure for actor in self.actors if actor.failure]
        self.strikes.violations += [f"{actor.name} hangs" for actor in self.actors if actor.is_alive()]
        self.data.terminate()  # not its fio, which ends by itself
        try:
            self.data.wait(150)
        except subprocess.TimeoutExpired:
            self.strikes.violations.append("the client's I/O hangs")
        self.watch.ending.set()

    # --- the check ---

    def settle(self):
        """Until everything is at rest, or the time is over; what is not by then is a violation."""
        begun = time.monotonic()
        told = [""]

        def at_rest():
            left = self.not_at_rest()
            if left and left[0] != told[0]:
                told[0] = left[0]
                self.tell(f"not at rest: {left[0]}{f' and {len(left) - 1} more' if left[1:] else ''}")
            return not left

        took = wait_for(self.wish.settle_seconds, at_rest)
        if took is None:
            return f"not within {time.monotonic() - begun:.0f} s"
        return f"within {took:.1f} s"

    def not_at_rest(self):
        return invariants.cluster_at_rest(self.cluster) or invariants.healed(self.cluster, "steady")

    def check(self):
        """Everything, once."""
        found = list(self.strikes.violations)
        found += invariants.cluster_at_rest(self.cluster)
        found += invariants.healed(self.cluster, "steady")
        records = invariants.Snapshot(self.cluster.keys() or {}).records
        nodes = {node.name: node for node in self.cluster.members}

        def disturbed(name, begun, ended):
            return self.watch.disturbed(nodes[name], begun, ended)

        found += answers.violations(self.book, records, self.baseline, self.seen, disturbed)
        found += datacheck.violations(self.cluster, self.load_report(), self.watch)
        return found

    def load_report(self):
        try:
            with open(self.data_report, encoding="utf-8") as file:
                return json.load(file)
        except OSError:
            lost = {"files": {}, "undecided": [], "errors": [], "turns": {"files": 0, "fio": 0}, "longest": 0}
            return {**lost, "failures": ["the client's I/O left no report"]}

    def remount(self):
        """So that what is read comes from the bricks."""
        self.cluster.client.inside(["umount", datacheck.MOUNT], 30, ("--mount", "--wdns=/"))
        self.mount()

    def self_test(self):
        """Each planted violation must be found; the sentences of those that are not."""
        for name, plant in PLANTS.items():
            undo = plant(self.cluster, STEADY)
            found = self.check()
            undo()
            self.tell(f"planted {name}: {found[0] if found else 'NOT FOUND'}")
            if not found:
                yield f"a planted violation was not found: {name}"
        if wait_for(30, lambda: not self.check()) is None:
            yield from (f"after the self-test: {sentence}" for sentence in self.check())

    def figures(self, settled, violations):
        records = invariants.Snapshot(self.cluster.keys() or {}).records
        outcomes = Counter(record.get("outcome", "open") for key, record in records.items() if key not in self.baseline)
        data = self.load_report()
        return {
            "seed": self.wish.seed,
            "minutes": self.wish.minutes,
            "faults": {
                kind: {
                    "strikes": self.strikes.count[kind],
                    "open": self.strikes.open[kind],
                    "back": round(self.strikes.back[kind], 1),
                }
                for kind in self.wish.kinds
            },
            "missed": self.strikes.missed,
            "requests": {str(status or "no answer"): count for status, count in sorted(self.book.answers().items())},
            "operations": dict(sorted(outcomes.items())),
            "reads": dict(sorted(self.book.reads.items())),
            "data": {
                "turns": data["turns"],
                "longest": data["longest"],
                "errors": len(data["errors"]),
                "excused": datacheck.excused(data, self.watch),
                "passing": datacheck.passing(data, self.watch),
            },
            "settled": settled,
            "violations": violations,
        }


def run(wish):
    with open(wish.topology, encoding="utf-8") as file:
        cluster = Cluster(json.load(file))
    chaos = Run(wish, cluster)
    chaos.begin()
    chaos.break_things()
    chaos.tell("no more faults; the load ends")
    chaos.end_load()
    settled = chaos.settle()
    chaos.tell(f"settled {settled}")
    chaos.remount()
    if wish.plant:
        PLANTS[wish.plant](cluster, STEADY)
        chaos.tell(f"planted {wish.plant}")
    found = chaos.check()
    if wish.self_test and not found:
        found = list(chaos.self_test())
    figures = chaos.figures(settled, found)
    print("\n".join(report.lines(figures)))
    if wish.json:
        report.write(wish.json, figures)
    for sentence in found:
        print(f"VIOLATION  {sentence}")
    print(f"violations: {len(found)}", flush=True)
    return 1 if found else 0


def main(words):
    wish = arguments(words)
    if wish.check_arguments:
        return 0
    if wish.schedule:
        for fault in schedule.faults(wish.seed, wish.minutes * 60, 3, wish.kinds, wish.stop_seconds):
            print(fault.line(["node1", "node2", "node3"]))
        return 0
    return run(wish)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
