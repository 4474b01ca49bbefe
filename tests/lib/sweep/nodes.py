"""The standing cluster: its nodes as processes, its etcd, its API."""

import base64
import ctypes
import http.client
import json
import os
import socket
import subprocess
import threading
import time

import api

CLONE_NEWNET = 0x40000000
_libc = ctypes.CDLL(None, use_errno=True)


def wait_until(seconds, condition, every=0.05):
    """What condition() answers as soon as it is true, else its last answer after that many seconds."""
    end = time.monotonic() + seconds
    while True:
        answer = condition()
        if answer or time.monotonic() > end:
            return answer
        time.sleep(every)


class _InNode(http.client.HTTPConnection):
    """HTTP to a loopback port of a node: its socket is made in the node's network namespace."""

    def __init__(self, init, port, timeout=10):
        super().__init__("127.0.0.1", port, timeout=timeout)
        self.init = init

    def connect(self):
        with open(f"/proc/{self.init}/ns/net", encoding="ascii") as theirs, open(
            "/proc/thread-self/ns/net", encoding="ascii"
        ) as ours:
            self._enter(theirs)
            try:
                self.sock = socket.create_connection((self.host, self.port), self.timeout)
            finally:
                self._enter(ours)

    @staticmethod
    def _enter(namespace):
        if _libc.setns(namespace.fileno(), CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), "setns")


class Node:
    """One node of the run folder."""

    def __init__(self, run, name):
        self.run, self.name = run, name
        self.folder = os.path.join(run, name)
        self.ip = self._read("ip")
        self.init = int(self._read("init.pid"))
        self.api = api.Api(f"http://{self.ip}:24007", self._secret, timeout=45)
        self.peer = self.identity()["peerId"]

    def _read(self, name):
        with open(os.path.join(self.folder, name), encoding="utf-8") as file:
            return file.read().strip()

    def _secret(self):
        return self._read("lib/bricklayer/auth")

    def identity(self):
        """Its file has a checksum in its first line."""
        return json.loads(self._read("lib/bricklayer/identity").split("\n", 1)[1])

    def path(self, inside):
        return f"/proc/{self.init}/root{inside}"

    def runs(self):
        """Whether its process does; what bash noted is the pid of its parent, which ends with it."""
        try:
            with open(f"/proc/{self._read('bricklayer.pid')}/stat", encoding="ascii") as file:
                return file.read().rsplit(")", 1)[1].split()[0] != "Z"
        except OSError:
            return False

    def start(self):
        """As bl_start does."""
        root = os.environ["BRICKLAYER_ROOT"]
        with open(os.path.join(self.folder, "bricklayer.out"), "ab") as out:
            process = subprocess.Popen(
                ["nsenter", "--target", str(self.init), "--mount", "--uts", "--net", "--pid", "--wdns=/", "--"]
                + [f"{root}/bin/bricklayer", "serve", os.path.join(self.folder, "bricklayer.yml")],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,
            )
        with open(os.path.join(self.folder, "bricklayer.pid"), "w", encoding="ascii") as file:
            file.write(str(process.pid))
        return process

    def serves(self):
        """Whether it takes requests about its cluster."""
        try:
            return self.api.request("GET", "/v1/peers")[0] == 200
        except OSError:
            return False


class Supervisor(threading.Thread):
    """Starts again every node whose process has died, as systemd would."""

    def __init__(self, nodes):
        super().__init__(daemon=True)
        self.nodes = nodes
        self.starts = 0
        self.ended = threading.Event()
        self.processes = []

    def run(self):
        while not self.ended.wait(0.05):
            for process in self.processes:
                process.poll()
            for node in self.nodes:
                if not node.runs():
                    self.starts += 1
                    self.processes.append(node.start())

    def end(self):
        self.ended.set()
        self.join()


class Etcd:
    """The cluster's etcd by its JSON gateway, asked on one node. One object for each thread."""

    def __init__(self, node, port=2379):
        self.node, self.port = node, port
        self.connection = None

    def call(self, path, body):
        """Repeats until it answers: etcd goes on while the node's own process is away."""
        for attempt in range(200):
            try:
                if self.connection is None:
                    self.connection = _InNode(self.node.init, self.port)
                self.connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})
                answer = self.connection.getresponse()
                raw = answer.read()
                if answer.status == 200:
                    return json.loads(raw)
            except (OSError, http.client.HTTPException):
                pass
            if self.connection is not None:
                self.connection.close()
            self.connection = None
            time.sleep(0.05 if attempt < 100 else 0.2)
        raise RuntimeError(f"etcd on {self.node.name} does not answer")

    def list(self, prefix="/bricklayer/", **more):
        """(revision, key without the cluster's part → (value, its own revision))."""
        raw = prefix.encode()
        end = raw[:-1] + bytes([raw[-1] + 1])
        body = {"key": _b64(raw), "range_end": _b64(end), **more}
        answer = self.call("/v3/kv/range", body)
        found = {}
        for pair in answer.get("kvs", []):
            key = base64.b64decode(pair["key"]).decode()
            value = base64.b64decode(pair.get("value", "")).decode(errors="replace")
            short = key.split("/", 3)[3] if key.startswith("/bricklayer/") else key
            found[short] = (value, int(pair["mod_revision"]))
        return int(answer["header"]["revision"]), found

    def members(self):
        """Name → "voter", "learner" or "not started"."""
        answer = self.call("/v3/cluster/member/list", {})
        return {
            member.get("name", "?"): ("learner" if member.get("isLearner") else "voter")
            for member in answer.get("members", [])
        }


def _b64(data):
    return base64.b64encode(data).decode()


class Cluster:
    """All nodes; the first one is asked."""

    def __init__(self, run, names):
        self.run = run
        self.nodes = [Node(run, name) for name in names]
        self.faults = os.path.join(run, "faults")
        self.cluster_id = self.nodes[0].identity()["clusterId"]
        self.names = {node.peer: node.name for node in self.nodes}
        self._own = threading.local()

    def etcd(self):
        if not hasattr(self._own, "etcd"):
            self._own.etcd = Etcd(self.nodes[0])
        return self._own.etcd

    def node(self, name):
        return next(node for node in self.nodes if node.name == name)

    def name(self, peer):
        return self.names.get(peer, peer or "")

    def root(self):
        return f"/bricklayer/{self.cluster_id}/"

    def peers(self):
        return [key.split("/")[1] for key in self.etcd().list(self.root() + "peers/")[1]]

    def ready(self):
        """Waits until every peer's agent is there and every node takes requests."""

        def all_there():
            alive = self.etcd().list(self.root() + "alive/")[1]
            return all(f"alive/{peer}" in alive for peer in self.peers()) and all(
                node.serves() for node in self.nodes
            )

        if not wait_until(90, all_there, 0.1):
            raise RuntimeError("the nodes are not back after 90 s")
