"""What breaks, where and when: a pure function of the seed.

There are two lanes. Faults of one lane never overlap, so that etcd keeps its majority (lane "control") and the data its
quorum (lane "data"); faults of different lanes do. Within a lane the kinds are dealt like cards, so that each comes
before one comes again. A fault also waits until the lane's last one is over and what it broke works again; then it
strikes later than planned, but what and where stay the same.
"""

import random
from dataclasses import dataclass

CONTROL = [
    "kill-jvm",
    "kill-etcd",
    "kill-temporal",
    "kill-healer",
    "stop-jvm",
    "stop-etcd",
    "stop-temporal",
    "stop-healer",
    "full-state",
]
DATA = ["kill-brick", "stop-brick", "full-brick"]
KINDS = CONTROL + DATA

# seconds between the planned end of a fault and the next one of its lane
GAPS = {"control": (4.0, 9.0), "data": (10.0, 18.0)}
# what a killed process takes to be there again: the JVM is started by hand after that time, the others by their node
DOWN = {"kill-jvm": (1.0, 8.0)}
# the workflow engine runs where the cluster began
ENGINE_NODE = 0


@dataclass(frozen=True)
class Fault:
    lane: str
    at: float
    kind: str
    node: int  # position in the list of members
    seconds: float  # how long it lasts; 0 for a process that its node starts again

    def line(self, names):
        lasts = f" for {self.seconds:.1f} s" if self.seconds else ""
        return f"{self.at:7.1f} s  {self.lane:8} {self.kind:14} {names[self.node]}{lasts}"


def faults(seed, seconds, members, kinds, stop_seconds):
    """All faults that begin within that time, in its order."""
    planned = []
    for lane, all_kinds in (("control", CONTROL), ("data", DATA)):
        wanted = [kind for kind in all_kinds if kind in kinds]
        if wanted:
            planned += _lane(random.Random(f"{seed}/{lane}"), lane, seconds, members, wanted, stop_seconds)
    return sorted(planned, key=lambda fault: fault.at)


def _lane(dice, lane, seconds, members, kinds, stop_seconds):
    at = dice.uniform(2.0, 5.0)
    deck = []
    targets = {}
    while at < seconds:
        if not deck:
            deck = dice.sample(kinds, len(kinds))
        kind = deck.pop()
        if not targets.get(kind):
            targets[kind] = dice.sample(range(members), members)
        node = ENGINE_NODE if kind.endswith("-temporal") else targets[kind].pop()
        lasts = _lasts(dice, kind, stop_seconds)
        yield Fault(lane, round(at, 1), kind, node, round(lasts, 1))
        at += lasts + dice.uniform(*GAPS[lane])


def _lasts(dice, kind, stop_seconds):
    if kind in DOWN:
        return dice.uniform(*DOWN[kind])
    if kind.startswith("stop-"):
        return stop_seconds
    if kind.startswith("full-"):
        return stop_seconds * dice.uniform(0.4, 0.8)
    return 0.0
