"""What is asked of the cluster: a pure function of the seed and of the actor's number.

An actor leads one volume after the other through its life. How far it gets in a run depends on the machine; what it
asks, of which node, in which order, does not.
"""

import random
from dataclasses import dataclass, field

# name, bricks, and the geometry of each subvolume in the words of the API
TYPES = {
    "distribute": [(3, {"type": "distribute"})],
    "replica2": [(2, {"type": "replicate", "replica": 2})],
    "replica3": [(3, {"type": "replicate", "replica": 3})],
    "arbiter": [(3, {"type": "replicate", "replica": 2, "arbiter": 1})],
    "disperse": [(3, {"type": "disperse", "disperse-count": 3, "disperse-redundancy": 1})],
    "spread": [(3, {"type": "replicate", "replica": 3}), (3, {"type": "replicate", "replica": 3})],
}
# of so many volumes one stays as it is, until so many of an actor have stayed
KEEP_EVERY = 5
KEEP_MOST = 2


@dataclass(frozen=True)
class Step:
    verb: str  # create, start, stop, delete
    entry: int  # the node that is asked
    rival: int  # the node that is asked for the same at the same time, or -1
    pause: float  # seconds before it


@dataclass(frozen=True)
class Life:
    volume: str
    kind: str
    bricks: list = field(default_factory=list)  # of each subvolume: (node, path)
    steps: list = field(default_factory=list)
    kept: bool = False

    def body(self, peer_ids):
        """The request that creates it."""
        subvols = []
        for (_, shape), bricks in zip(TYPES[self.kind], self.bricks):
            named = [{"peerid": peer_ids[node], "path": path} for node, path in bricks]
            subvols.append({**shape, "bricks": named})
        return {"name": self.volume, "flags": {"create-brick-dir": True}, "subvols": subvols}


def lives(seed, actor, members):
    """Volume after volume, without end."""
    dice = random.Random(f"{seed}/operations/{actor}")
    kept = 0
    number = 0
    while True:
        number += 1
        stays = kept < KEEP_MOST and number % KEEP_EVERY == 3
        kept += stays
        yield _life(dice, f"c{actor}v{number}", members, stays)


def _life(dice, volume, members, stays):
    kind = dice.choice(sorted(TYPES))
    bricks = []
    for at, (count, _) in enumerate(TYPES[kind]):
        nodes = dice.sample(range(members), count)
        bricks.append([(node, f"/bricks/{volume}s{at}") for node in nodes])
    verbs = ["create", "start"]
    for _ in range(dice.choice([0, 0, 1])):
        verbs += ["stop", "start"]
    if stays:
        verbs += dice.choice([[], ["stop"]])
    else:
        verbs += ["stop", "delete"]
        if dice.random() < 0.2:
            verbs = ["create", "delete"]
    return Life(volume, kind, bricks, [_step(dice, verb, members) for verb in verbs], stays)


def _step(dice, verb, members):
    rival = dice.randrange(members) if dice.random() < 0.15 else -1
    return Step(verb, dice.randrange(members), rival, round(dice.uniform(0.0, 1.5), 2))
