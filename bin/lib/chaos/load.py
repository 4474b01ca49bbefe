"""Actors that use the cluster while it is being broken: volumes that live and die, a peer that comes and goes, readers."""

import random
import threading
import time

from book import ask
from operations import lives

# after an operation's client got no answer, or 202: how long it looks for the end
FOLLOW_SECONDS = 150
# a request to a stopped node waits in its socket until the node wakes: nothing is known of it before
PAUSE_AFTER_FAILURE = 2.0
TRIES = 40

REACHED = {"create": ("Created", "Stopped", "Started"), "start": ("Started",), "stop": ("Stopped", "Created")}
METHODS = {
    "create": ("POST", "/v1/volumes"),
    "start": ("POST", "/v1/volumes/{}/start"),
    "stop": ("POST", "/v1/volumes/{}/stop"),
    "delete": ("DELETE", "/v1/volumes/{}"),
}


class Actor(threading.Thread):
    """Ends after the step that it is at when told to."""

    def __init__(self, name):
        super().__init__(name=name, daemon=True)
        self.ending = threading.Event()
        self.failure = ""

    def run(self):
        try:
            self.act()
        except Exception as error:  # told by the report: an actor that died is no test
            self.failure = f"{self.name}: {type(error).__name__}: {error}"

    def act(self):
        raise NotImplementedError


class VolumeActor(Actor):
    def __init__(self, cluster, book, seed, number):
        super().__init__(f"volumes {number}")
        self.cluster = cluster
        self.book = book
        self.lives = lives(seed, number, len(cluster.members))

    def act(self):
        for life in self.lives:
            for step in life.steps:
                if self.ending.wait(step.pause) or not self.take(life, step):
                    break
            if self.ending.is_set():
                return

    def take(self, life, step):
        """Repeats the step until the volume is where it leads; false when the run is over before that."""
        uncertain = False
        for attempt in range(TRIES):
            entry = self.cluster.members[(step.entry + attempt) % len(self.cluster.members)]
            rival = None
            if attempt == 0 and step.rival >= 0:
                other = self.cluster.members[step.rival]
                rival = threading.Thread(target=self.send, args=(life, step, other, ["a rival"]), daemon=True)
                rival.start()
            request = self.send(life, step, entry, self.excuses(uncertain, rival))
            if rival:
                rival.join()
            if request.status in (200, 201, 204):
                return True
            uncertain = True
            if self.follow(request, life.volume) and self.reached(life.volume, step.verb):
                return True
            if self.ending.wait(PAUSE_AFTER_FAILURE):
                return False
        raise RuntimeError(f"{step.verb} {life.volume} did not succeed in {TRIES} attempts")

    @staticmethod
    def excuses(uncertain, rival):
        """Why the volume may not be in the state that the request needs."""
        return (["an earlier attempt"] if uncertain else []) + (["a rival"] if rival else [])

    def send(self, life, step, node, excuses):
        method, path = METHODS[step.verb]
        body = life.body(self.cluster.peer_ids) if step.verb == "create" else None
        request = ask(self.book, node, step.verb, life.volume, method, path.format(life.volume), body)
        request.excuses = excuses
        return request

    def follow(self, request, volume):
        """Waits until no operation on the volume is open; only then it is known what became of the request."""
        until = time.monotonic() + FOLLOW_SECONDS
        while time.monotonic() < until:
            status, found = self.cluster.any_answer("GET", f"/v1/operations?volume={volume}")
            if status == 200 and all(operation["state"] == "ENDED" for operation in found):
                request.ended = True
                return True
            if self.ending.wait(0.5):
                return False
        return False

    def reached(self, volume, verb):
        status, found = self.cluster.any_answer("GET", f"/v1/volumes/{volume}")
        if verb == "delete":
            return status == 404
        return status == 200 and found["state"] in REACHED[verb]


class PeerActor(Actor):
    """The spare node joins and leaves."""

    def __init__(self, cluster, book, seed):
        super().__init__("peers")
        self.cluster = cluster
        self.book = book
        self.dice = random.Random(f"{seed}/peers")

    def act(self):
        address = f"{self.cluster.spare.ip}:24008"
        while not self.ending.wait(self.dice.uniform(3.0, 12.0)):
            entry = self.cluster.members[self.dice.randrange(len(self.cluster.members))]
            status, peers = self.cluster.any_answer("GET", "/v1/peers")
            if status != 200:
                continue
            there = [peer["id"] for peer in peers if address in peer["peer-addresses"]]
            if there:
                request = ask(self.book, entry, "remove-peer", address, "DELETE", f"/v1/peers/{there[0]}")
            else:
                request = ask(self.book, entry, "add-peer", address, "POST", "/v1/peers", {"addresses": [address]})
            request.excuses = ["its state is looked up before"]
            self.follow(request)

    def follow(self, request):
        until = time.monotonic() + FOLLOW_SECONDS
        while not request.ended and time.monotonic() < until:
            status, found = self.cluster.any_answer("GET", "/v1/operations?limit=1000")
            kinds = ("AddPeer", "RemovePeer")
            if status == 200 and all(one["state"] == "ENDED" for one in found if one["kind"] in kinds):
                request.ended = True
            elif self.ending.wait(0.5):
                return


class Reader(Actor):
    """Reads never hang, and a node that nobody disturbs always answers them."""

    PATHS = ["/v1/volumes", "/v1/peers", "/v1/operations", "/v1/volumes/steady", "/v1/volumes/steady/bricks"]
    LONGEST = 15

    def __init__(self, cluster, book, seed, disturbed, seen):
        super().__init__("reader")
        self.cluster = cluster
        self.book = book
        self.dice = random.Random(f"{seed}/reads")
        self.disturbed = disturbed
        self.seen = seen  # operations that are decided: they must not disappear

    def act(self):
        while not self.ending.wait(self.dice.uniform(0.1, 0.4)):
            node = self.dice.choice(self.cluster.members)
            path = self.dice.choice(self.PATHS)
            begun = time.time()
            try:
                status, _, body = node.api(self.LONGEST).request("GET", path)
                if status == 200 and path == "/v1/operations":
                    self.seen.update(one["id"] for one in body if one["state"] != "ACCEPTED")
                trouble = "" if status in (200, 503) else f"status {status}"
                result = str(status)
            except Exception as error:
                trouble = f"{type(error).__name__}: {error}"
                result = "no answer"
            excused = self.disturbed(node, begun, time.time())
            wrong = f"GET {path} at {node.name}: {trouble} after {time.time() - begun:.1f} s"
            self.book.read(result + (" of a disturbed node" if excused else ""), wrong if trouble and not excused else "")
