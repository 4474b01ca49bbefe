"""The nodes of a cluster in namespaces, seen from outside: their processes, their file trees, their etcd and API."""

import base64
import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass, field

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import api  # noqa: E402

BRICKS = "/bricks"
STATE = "/var/lib/bricklayer"
GLFSHEAL = "/usr/lib/x86_64-linux-gnu/glusterfs/glfsheal"
HERE = os.path.dirname(os.path.abspath(__file__))


@dataclass(frozen=True)
class Process:
    pid: int  # as this machine counts
    inner: int  # as the node counts
    parent: int
    words: list = field(default_factory=list)
    stopped: bool = False

    def option(self, name):
        """The word after that one, or empty."""
        return self.words[self.words.index(name) + 1] if name in self.words[:-1] else ""


def _read(path):
    with open(path, encoding="utf-8", errors="replace") as file:
        return file.read()


def _process(pid):
    status = _read(f"/proc/{pid}/status")
    words = _read(f"/proc/{pid}/cmdline").split("\0")
    facts = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
    stopped = facts["State"].startswith(("T", "t"))
    return Process(pid, int(facts["NSpid"].split()[-1]), int(facts["PPid"]), words[:-1], stopped)


def program(pid):
    return _read(f"/proc/{pid}/comm").strip()


# what kind of process has which words in its command line
def _is_jvm(words):
    return "dev.bricklayer.api.Bricklayer" in words and "serve" in words


def _program(words):
    return os.path.basename(words[0]) if words else ""


MARKS = {
    "jvm": _is_jvm,
    "etcd": lambda words: _program(words) == "etcd",
    "temporal": lambda words: "start-dev" in words and _program(words) != "setsid",
    "brick": lambda words: _program(words) == "glusterfsd" and "--brick-name" in words,
    "healer": lambda words: _program(words) == "glusterfs" and "--process-name" in words and "glustershd" in words,
}


class Node:
    def __init__(self, facts, run, prefix):
        self.name = facts["name"]
        self.ip = facts["ip"]
        self.init = facts["init"]
        self.root = f"/proc/{self.init}/root"
        self.run = run
        self.prefix = prefix

    # --- processes ---

    def processes(self, kind):
        """Those of one kind; a zombie has no words and is none."""
        namespace = os.readlink(f"/proc/{self.init}/ns/pid")
        found = []
        for entry in os.listdir("/proc"):
            if not entry.isdigit():
                continue
            try:
                if os.readlink(f"/proc/{entry}/ns/pid") == namespace:
                    process = _process(int(entry))
                    if MARKS[kind](process.words):
                        found.append(process)
            except (OSError, KeyError):
                continue  # it has ended
        return found

    def bricks(self):
        """Path → its processes."""
        found = {}
        for process in self.processes("brick"):
            found.setdefault(process.option("--brick-name"), []).append(process)
        return found

    def start(self):
        subprocess.run([os.path.join(HERE, "start_node"), self.prefix, self.name], check=True)

    def inside(self, command, timeout=20, spaces=("--net",)):
        """Runs a command in the node's namespaces; None when it takes longer than that."""
        whole = ["nsenter", "--target", str(self.init), *spaces, "--", *command]
        try:
            return subprocess.run(whole, capture_output=True, text=True, timeout=timeout, stdin=subprocess.DEVNULL)
        except subprocess.TimeoutExpired:
            return None

    # --- what it answers ---

    def api(self, timeout=60):
        return api.Api(f"http://{self.ip}:24007", self._secret, timeout)

    def _secret(self):
        """It changes when the node joins or leaves a cluster."""
        return _read(os.path.join(self.run, self.name, "lib/bricklayer/auth")).strip()

    def serves(self):
        """Whether it takes requests about the cluster."""
        try:
            return self.api(3).request("GET", "/v1/peers")[0] == 200
        except OSError:
            return False

    def etcd_healthy(self):
        done = self.inside(["curl", "-s", "-m", "2", "http://127.0.0.1:2379/health"], 5)
        return done is not None and '"true"' in done.stdout

    def engine_answers(self):
        done = self.inside(["curl", "-s", "-m", "2", "-o", "/dev/null", f"http://{self.ip}:8233/"], 5)
        return done is not None and done.returncode == 0

    def keys(self):
        """Key → (value, revision) of everything in etcd, asked from this node; None when it does not answer."""
        command = ["env", "ETCDCTL_API=3", "etcdctl", "--command-timeout=8s", "--endpoints=127.0.0.1:2379"]
        done = self.inside(command + ["get", "", "--prefix", "--write-out=json"], 12)
        if done is None or done.returncode != 0:
            return None
        text = base64.b64decode
        return {
            text(pair["key"]).decode(): (text(pair.get("value", "")).decode(errors="replace"), pair["mod_revision"])
            for pair in json.loads(done.stdout).get("kvs", [])
        }

    def etcd(self, *words):
        command = ["env", "ETCDCTL_API=3", "etcdctl", "--command-timeout=8s", "--endpoints=127.0.0.1:2379", *words]
        return self.inside(command, 12)

    # --- files ---

    def path(self, inner):
        return self.root + inner

    def log_since(self, label, offset):
        path = os.path.join(self.run, self.name, label)
        with open(path, "rb") as file:
            file.seek(offset)
            return file.read().decode(errors="replace")


class Cluster:
    def __init__(self, topology):
        self.run = topology["run"]
        self.prefix = topology["prefix"]
        self.temporal = topology["temporal"]
        nodes = [Node(facts, self.run, self.prefix) for facts in topology["nodes"]]
        self.members = nodes[: topology["members"]]
        self.spare = nodes[topology["members"]]
        self.nodes = nodes
        self.client = Node(topology["client"], self.run, self.prefix)
        self.peer_ids = []

    def learn_peers(self):
        """The ids of the members, in their order."""
        peers = self.members[0].api().expect(200, "GET", "/v1/peers")
        by_host = {peer["peer-addresses"][0].rsplit(":", 1)[0]: peer["id"] for peer in peers}
        self.peer_ids = [by_host[node.ip] for node in self.members]

    def keys(self):
        """Everything in etcd, without the cluster's own prefix, from the first member that answers."""
        for node in self.members:
            found = node.keys()
            if found is not None:
                return {key.split("/", 3)[3]: value for key, value in found.items() if key.startswith("/bricklayer/")}
        return None

    def any_answer(self, method, path, timeout=5):
        """(status, body) from the first member that answers 200 or 404; (0, None) when none does."""
        for node in self.members:
            try:
                status, _, body = node.api(timeout).request(method, path)
            except OSError:
                continue
            if status in (200, 404):
                return status, body
        return 0, None


def wait_for(seconds, condition):
    """Repeats it until it is true; the time that took, or None after that many seconds."""
    begun = time.monotonic()
    while True:
        if condition():
            return time.monotonic() - begun
        if time.monotonic() - begun > seconds:
            return None
        time.sleep(0.2)
