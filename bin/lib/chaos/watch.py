"""What was down when: bricks of the volume whose data is verified, and nodes whose process was disturbed."""

import threading
import time

EVERY = 0.4
# until glusterfs has noted, after a write, that it failed on one brick
MOMENT = 3.0


class Watch(threading.Thread):
    """Notes how many bricks of the volume serve."""

    def __init__(self, cluster, path):
        super().__init__(name="watch", daemon=True)
        self.cluster = cluster
        self.path = path
        self.full = set()  # names of nodes whose brick has no space
        self._filled = []  # [from, to] of each time that one had none
        self.ending = threading.Event()
        self.samples = []  # (time, bricks that serve), only when that changes
        self._pids = {}
        self._lock = threading.Lock()
        self._disturbed = {}  # name of the node → [from, to] of each time
        self.look()

    def run(self):
        while not self.ending.wait(EVERY):
            self.look()

    def look(self):
        serving = sum(self.serves(node) for node in self.cluster.members)
        if not self.samples or self.samples[-1][1] != serving:
            self.samples.append((time.time(), serving))

    def serves(self, node):
        if node.name in self.full:
            return False
        pid = self._pids.get(node.name)
        if pid is None or not _runs(pid):
            found = [process.pid for process in node.bricks().get(self.path, [])]
            self._pids[node.name] = pid = found[0] if found else None
        return pid is not None and _runs(pid) and not _stopped(pid)

    def fill(self, node):
        """From now on the node's bricks have no space; call the result when they have again."""
        span = [time.time(), float("inf")]
        with self._lock:
            self._filled.append(span)
        self.full.add(node.name)

        def over():
            self.full.discard(node.name)
            span[1] = time.time()

        return over

    def filled(self, begun, ended):
        """Whether a brick had no space then, or a moment before."""
        with self._lock:
            return any(start <= ended and begun <= end + MOMENT for start, end in self._filled)

    def fewest(self, begun, ended):
        """The smallest number of bricks that served between the two times."""
        # a client notices later than this thread
        before = [count for at, count in self.samples if at <= begun - 1]
        within = [count for at, count in self.samples if begun - 1 < at <= ended + 1]
        return min(before[-1:] + within, default=0)

    # --- nodes ---

    def disturb(self, node):
        """From now on the node's process need not answer; call the result when it must again."""
        span = [time.time(), float("inf")]
        with self._lock:
            self._disturbed.setdefault(node.name, []).append(span)

        def over():
            span[1] = time.time()

        return over

    def disturbed(self, node, begun, ended):
        with self._lock:
            return any(start <= ended and begun <= end for start, end in self._disturbed.get(node.name, []))


def _runs(pid):
    return _state(pid) not in ("", "Z", "X")


def _stopped(pid):
    return _state(pid) in ("T", "t")


def _state(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:
            return file.read().rsplit(")", 1)[1].split()[0]
    except OSError:
        return ""
