"""Many nodes with simulated bricks on one machine, for scale.py and tests/cluster/scale-short.

Runs in a network, mount and pid namespace of its own (bin/lib/bench/scale makes it): every node has an address of
127.0.0.0/8, its own folders below one run folder, and its bricks on one XFS image. The first nodes are full ones, a
process each; the others have the role `node` only and share processes (dev.bricklayer.api.node.ManyNodes).
"""

import glob
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
import urllib.request

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import api  # noqa: E402

ROOT = os.path.abspath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", ".."))
CLIENT_PORT, PEER_PORT, ADMIN_PORT = 24007, 24008, 24009
JVM = ["-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xss512k", "-XX:-UsePerfData", "-XX:+ExitOnOutOfMemoryError"]
JVM += ["-Djava.net.preferIPv4Stack=true"]


class Failure(Exception):
    """Something did not do what it should; its text says which and why."""


def wait_for(seconds, what, condition, pause=0.05):
    end = time.monotonic() + seconds
    while True:
        if condition():
            return
        if time.monotonic() > end:
            raise Failure(f"not within {seconds} s: {what}")
        time.sleep(pause)


class Node:
    """One node's configuration and addresses."""

    def __init__(self, cluster, number, full):
        self.number = number
        self.full = full
        self.name = f"node{number}"
        self.host = f"127.1.{number // 250}.{1 + number % 250}"
        self.dir = os.path.join(cluster.run, self.name)
        self.bricks = os.path.join(cluster.bricks, self.name)
        self.file = os.path.join(self.dir, "node.yml")
        self.url = f"http://{self.host}:{CLIENT_PORT}"
        self.etcd_port = 20000 + number
        os.makedirs(self.dir, exist_ok=True)
        os.makedirs(self.bricks, exist_ok=True)
        roles = "[api, node]" if full else "[node]"
        with open(self.file, "w", encoding="utf-8") as file:
            file.write(
                f"""name: {self.name}
host: {self.host}
roles: {roles}
stateDir: {self.dir}/lib
runDir: {self.dir}/run
logDir: {self.dir}/log
clientAddress: {self.host}:{CLIENT_PORT}
peerAddress: {self.host}:{PEER_PORT}
adminAddress: {self.host}:{ADMIN_PORT}
auth: {{enabled: false}}
etcd: {{clientPort: {self.etcd_port}, peerPort: 2380}}
temporal: {{binary: "{cluster.temporal}", port: {10000 + number}, uiAddress: "{self.host}:8233"}}
bricks: {{runtime: simulated}}
"""
            )

    def api(self, timeout=120):
        return api.Api(self.url, "", timeout)

    def serves(self):
        try:
            return self.api(2).request("GET", "/v1/peers")[0] == 200
        except OSError:
            return False


def many_nodes_command(heap_mib):
    """As bin/bricklayer runs one node, with more heap; the class path is the one that its archive was made for."""
    dist = os.path.join(ROOT, "api-server/target/dist")
    java = os.path.join(os.environ["JAVA_HOME"], "bin/java") if os.environ.get("JAVA_HOME") else shutil.which("java")
    java = os.path.realpath(java)
    archive = os.path.join(dist, "classes-" + java.replace("/", "_") + ".jsa")
    shared = [f"-XX:SharedArchiveFile={archive}", "-Xshare:auto", "-Xlog:disable", "-Xlog:all=error:stderr"]
    classpath = "".join(jar + ":" for jar in sorted(glob.glob(dist + "/*.jar")))
    own = os.environ.get("BRICKLAYER_JAVA_OPTS", "").split()
    return [java, f"-Xmx{heap_mib}m", *JVM, *shared, *own, "-cp", classpath, "dev.bricklayer.api.node.ManyNodes"]


class Jvm:
    """A process with one full node, or with several others."""

    def __init__(self, cluster, label, command, several=False):
        self.label = label
        self.out = os.path.join(cluster.run, label + ".out")
        self.log = open(self.out, "ab")
        self.nodes = []
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE if several else subprocess.DEVNULL,
            stdout=self.log,
            stderr=self.log,
            env={**os.environ, "MALLOC_ARENA_MAX": "2"},
        )

    @property
    def pid(self):
        return self.process.pid

    def tail(self):
        with open(self.out, "rb") as file:
            return file.read()[-1500:].decode(errors="replace")

    def require_alive(self):
        if self.process.poll() is not None:
            raise Failure(f"{self.label} ended with {self.process.returncode}: {self.tail()}")

    def begin(self, node):
        """Starts one more node in this process of several."""
        self.nodes.append(node)
        self.process.stdin.write((node.file + "\n").encode())
        self.process.stdin.flush()

    def end(self, how=signal.SIGTERM):
        self.process.send_signal(how)
        self.process.wait(30)


class Cluster:
    def __init__(self, run, temporal, full=3, bricks=None):
        self.run = run
        self.bricks = bricks or os.path.join(run, "bricks")
        self.temporal = temporal
        self.full = [Node(self, number, True) for number in range(1, full + 1)]
        self.others = []
        self.jvms = []
        self.ids = {}

    def nodes(self):
        return self.full + self.others

    def start_full(self):
        for node in self.full:
            jvm = Jvm(self, node.name, [os.path.join(ROOT, "bin/bricklayer"), "serve", node.file])
            jvm.nodes.append(node)
            self.jvms.append(jvm)
        for jvm in self.jvms:
            self.await_serving(jvm, jvm.nodes[0])
        self.learn(self.full[0].api().expect(200, "GET", "/v1/peers"))
        for node in self.full[1:]:
            self.add(node)
        for node in self.full:
            wait_for(60, f"{node.name} takes changing requests", lambda at=node: self.changes(at), 0.2)

    def changes(self, node):
        """Whether the node makes and deletes a volume: it refuses until it knows that it has joined."""
        name = f"settled-{node.name}"
        status, _, answer = patient(node.api(), "POST", "/v1/volumes", self.volume(name, self.full))
        if status == 409:
            return False
        gone, _, _ = patient(node.api(), "DELETE", f"/v1/volumes/{name}")
        if (status, gone) != (201, 204):
            raise Failure(f"{node.name} does not make and delete a volume: {status} {gone} {answer}")
        return True

    def await_serving(self, jvm, node, seconds=120):
        def served():
            jvm.require_alive()
            return node.serves()

        wait_for(seconds, f"{node.name} takes requests; its process says: {jvm.tail()}", served)

    def learn(self, peers):
        for peer in peers:
            self.ids[peer["name"]] = peer["id"]

    def add(self, node):
        """Adds the node through the public API; returns the seconds that the request took."""
        begun = time.perf_counter()
        body = {"addresses": [f"{node.host}:{PEER_PORT}"]}
        status, _, answer = patient(self.full[0].api(), "POST", "/v1/peers", body)
        if status != 201:
            raise Failure(f"{node.name} is not added: {status} {answer}")
        self.learn([answer])
        return time.perf_counter() - begun

    def hosting(self, label, heap_mib):
        jvm = Jvm(self, label, many_nodes_command(heap_mib), several=True)
        self.jvms.append(jvm)
        return jvm

    def grow(self, jvm, count):
        """Starts and adds that many nodes in that process; returns the seconds of each add."""
        seconds = []
        first = len(self.nodes()) + 1
        fresh = [Node(self, number, False) for number in range(first, first + count)]
        for at, node in enumerate(fresh):
            # the next one starts while this one joins; a fresh node runs an etcd of its own until then
            for ahead in fresh[at : at + 2]:
                if ahead not in jvm.nodes:
                    jvm.begin(ahead)
            self.await_serving(jvm, node)
            seconds.append(self.add(node))
            self.others.append(node)
        return seconds

    def volume(self, name, nodes):
        """The request for a replica volume with a brick on each of these nodes."""
        bricks = [{"peerid": self.ids[node.name], "path": f"{node.bricks}/{name}"} for node in nodes]
        flags = {"create-brick-dir": True}
        return {"name": name, "flags": flags, "subvols": [{"type": "replicate", "replica": len(bricks), "bricks": bricks}]}

    def processes(self):
        """{label: pid} of every process: nodes, etcd members, the engine."""
        found = {jvm.label: jvm.pid for jvm in self.jvms if jvm.process.poll() is None}
        for entry in os.listdir("/proc"):
            if not entry.isdigit():
                continue
            try:
                with open(f"/proc/{entry}/cmdline", "rb") as file:
                    words = file.read().decode(errors="replace").split("\0")
            except OSError:
                continue
            name = os.path.basename(words[0])
            owner = next((n.name for n in self.nodes() if any(n.dir + "/" in word for word in words)), None)
            if owner and (name == "etcd" or name.startswith("temporal")):
                found[f"{owner}'s {'etcd' if name == 'etcd' else 'engine'}"] = int(entry)
        return found

    def etcd_bytes(self):
        """Size of node1's etcd database: (of the file, in use)."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.full[0].etcd_port}/metrics", timeout=10) as answer:
            lines = answer.read().decode().splitlines()
        figure = {line.split()[0]: float(line.split()[1]) for line in lines if line and line[0] != "#" and "{" not in line}
        return (
            int(figure["etcd_mvcc_db_total_size_in_bytes"]),
            int(figure["etcd_mvcc_db_total_size_in_use_in_bytes"]),
        )

    def engine_bytes(self):
        return sum(os.path.getsize(p) for n in self.full for p in glob.glob(n.dir + "/lib/temporal/*.db*"))

    def end(self):
        for jvm in self.jvms:
            if jvm.process.poll() is None:
                jvm.process.send_signal(signal.SIGTERM)
        for jvm in self.jvms:
            try:
                jvm.process.wait(30)
            except subprocess.TimeoutExpired:
                jvm.process.kill()


def memory(pid):
    """(resident, peak resident, threads) of a process: KiB, KiB, number; zeros when it is gone."""
    try:
        with open(f"/proc/{pid}/status", encoding="ascii", errors="replace") as file:
            fields = dict(line.split(":", 1) for line in file if ":" in line)
        return tuple(int(fields[name].split()[0]) for name in ("VmRSS", "VmHWM", "Threads"))
    except (OSError, KeyError):
        return 0, 0, 0


def forget_peak(pid):
    try:
        with open(f"/proc/{pid}/clear_refs", "w", encoding="ascii") as file:
            file.write("5")
    except OSError:
        pass


class Refusals:
    """How often clients were told to come back later."""

    def __init__(self):
        self.lock = threading.Lock()
        self.count = 0

    def add(self):
        with self.lock:
            self.count += 1


def patient(client, method, path, body=None, refusals=None, most=600):
    """One changing request to its end: comes back after Retry-After (429, 503), and follows a 202 to its operation.

    Returns (status, headers, body) of the answer; a followed operation that succeeded counts as 201.
    """
    end = time.monotonic() + most
    while True:
        status, headers, answer = client.request(method, path, body)
        if status in (429, 503) and "Retry-After" in headers and time.monotonic() < end:
            if refusals:
                refusals.add()
            time.sleep(float(headers["Retry-After"]))
        elif status == 202:
            return follow(client, headers, end)
        else:
            return status, headers, answer


def follow(client, headers, end):
    while time.monotonic() < end:
        status, _, operation = client.request("GET", headers["Location"])
        if status == 200 and operation.get("outcome"):
            return (201 if operation["outcome"] == "SUCCEEDED" else 500), headers, operation
        time.sleep(0.5)
    raise Failure(f"the accepted operation {headers['Location']} does not end")
