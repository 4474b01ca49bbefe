#!/usr/bin/env python3
"""Compares Bricklayer with glusterd: see bin/bench, which brings both clusters up and passes TOPOLOGY.

TOPOLOGY is a JSON file:
    {"glusterd": SIDE, "bricklayer": SIDE}
    SIDE: {"nodes": [{"ip", "init"}...], "client": {"ip", "init"}, "cli": path, "secret": text}
where init is the pid of the node's pid 1 on this machine. A side that is absent is not measured.
"""

import argparse
import json
import math
import os
import statistics
import subprocess
import sys
import time

AGENT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "agent.py")
OPERATIONS = [
    "peer-add",
    "volume-create",
    "volume-start-first",
    "start-to-first-write",
    "volume-start",
    "volume-stop",
    "volume-delete",
    "volume-info",
    "volume-list",
]
# what Bricklayer aims at: its median by glusterd's
AIMS = {
    "volume-create": 0.8,
    "volume-start-first": 0.15,
    "volume-start": 0.6,
    "volume-stop": 0.05,
    "volume-delete": 0.6,
    "volume-info": 0.1,
    "volume-list": 0.1,
}
RSS_VOLUMES = 10


class Failure(Exception):
    """An operation did not do what it should; its text says which and why."""


class Agent:
    """agent.py in one node's namespaces."""

    def __init__(self, init):
        self.process = subprocess.Popen(
            ["nsenter", "--target", str(init), "--mount", "--uts", "--net", "--pid", "--wdns=/", "--"]
            + [sys.executable, AGENT],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, request):
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise Failure(f"the agent ended during {request}")
        return json.loads(line)

    def run(self, *command, environment=None):
        return self.ask({"run": list(command), "environment": environment or {}})


class Side:
    """One of the two clusters: how each operation is done there. Times are in seconds."""

    program = []
    environment = {}

    def __init__(self, topology):
        self.topology = topology
        self.ips = [node["ip"] for node in topology["nodes"]]
        self.first = Agent(topology["nodes"][0]["init"])
        self.client = Agent(topology["client"]["init"])

    def bricks(self, volume):
        return [f"{ip}:/bricks/{volume}" for ip in self.ips]

    def checked(self, answer, good, what):
        if answer["status"] not in good:
            raise Failure(f"{what}: status {answer['status']}: {answer.get('output') or answer.get('body')}")
        return answer["seconds"]

    def command(self, *arguments):
        what = " ".join(arguments)
        return self.checked(self.first.run(*self.program, *arguments, environment=self.environment), (0,), what)

    def first_write(self, volume):
        answer = self.client.ask({"write": f"{self.ips[1]}:/{volume}"})
        return self.checked(answer, (0,), f"mount and write {volume}")

    def create(self, volume):
        return self.command("volume", "create", volume, "replica", "3", *self.bricks(volume))

    def start(self, volume):
        return self.command("volume", "start", volume)

    def stop(self, volume):
        return self.command("volume", "stop", volume)

    def delete(self, volume):
        return self.command("volume", "delete", volume)

    def info(self, volume):
        return self.command("volume", "info", volume)

    def list(self):
        return self.command("volume", "list")


class Glusterd(Side):
    """glusterd by the `gluster` command."""

    program = ["gluster", "--mode=script"]

    def add_peer(self):
        last = self.ips[-1]
        self.first.run(*self.program, "peer", "detach", last)
        seconds = self.command("peer", "probe", last)
        self.await_peers()
        return seconds

    def await_peers(self):
        for _ in range(200):
            text = self.first.run(*self.program, "peer", "status")["output"]
            if text.count("Peer in Cluster (Connected)") == len(self.ips) - 1:
                return
            time.sleep(0.05)
        raise Failure("glusterd's peers do not connect")


class BricklayerCli(Side):
    """Bricklayer by the `glustercli` command."""

    def __init__(self, topology):
        super().__init__(topology)
        self.program = [topology["cli"]]
        self.environment = {"GD2_ENDPOINTS": self.endpoint(0), "GD2_AUTH_SECRET": topology["secret"]}

    def endpoint(self, node):
        return f"http://{self.ips[node]}:24007"

    def rest(self, *call, node=0):
        secret = self.topology["secret"]
        return self.first.ask({"rest": list(call), "endpoint": self.endpoint(node), "secret": secret})

    def create(self, volume):
        bricks = self.bricks(volume)
        return self.command("volume", "create", volume, "replica", "3", *bricks, "--create-brick-dir")

    def add_peer(self):
        self.remove_last_peer()
        return self.add_last_peer()

    def add_last_peer(self):
        return self.command("peer", "add", self.ips[-1])

    def remove_last_peer(self):
        """Untimed; returns when the node is a cluster of one again, which shows in its header."""
        answer = self.rest("GET", "/v1/peers")
        ours = answer["headers"].get("X-Gluster-Cluster-Id")
        for peer in answer["body"] or []:
            if any(address.startswith(self.ips[-1] + ":") for address in peer["peer-addresses"]):
                removed = self.rest("DELETE", "/v1/peers/" + peer["id"])
                self.checked(removed, (204,), "peer remove")
        for _ in range(600):
            try:
                found = self.rest("GET", "/version", None, node=len(self.ips) - 1)
                if found["status"] == 200 and found["headers"].get("X-Gluster-Cluster-Id") != ours:
                    return
            except Failure:
                raise
            time.sleep(0.05)
        raise Failure("the removed peer does not return to a cluster of its own")


class BricklayerRest(BricklayerCli):
    """Bricklayer by its ReST API."""

    def call(self, good, *call):
        return self.checked(self.rest(*call), (good,), " ".join(call[:2]))

    def add_last_peer(self):
        return self.call(201, "POST", "/v1/peers", {"addresses": [self.ips[-1]]})

    def peer_ids(self):
        ids = {}
        for peer in self.rest("GET", "/v1/peers")["body"]:
            ids[peer["peer-addresses"][0].rsplit(":", 1)[0]] = peer["id"]
        return ids

    def create(self, volume):
        ids = self.peer_ids()
        bricks = [{"peerid": ids[ip], "path": f"/bricks/{volume}"} for ip in self.ips]
        subvol = {"type": "replicate", "replica": 3, "bricks": bricks}
        body = {"name": volume, "subvols": [subvol], "flags": {"create-brick-dir": True}}
        return self.call(201, "POST", "/v1/volumes", body)

    def start(self, volume):
        return self.call(200, "POST", f"/v1/volumes/{volume}/start")

    def stop(self, volume):
        return self.call(200, "POST", f"/v1/volumes/{volume}/stop")

    def delete(self, volume):
        return self.call(204, "DELETE", f"/v1/volumes/{volume}")

    def info(self, volume):
        return self.call(200, "GET", f"/v1/volumes/{volume}")

    def list(self):
        return self.call(200, "GET", "/v1/volumes")


def one_run(side, tag, samples):
    """Every operation once. The first start is one that starts the node's self-heal daemon; a later one finds it."""

    def note(operation, seconds):
        samples.setdefault(operation, []).append(seconds)

    one, two = f"{tag}a", f"{tag}b"
    note("peer-add", side.add_peer())
    note("volume-create", side.create(one))
    note("volume-create", side.create(two))
    begun = time.perf_counter()
    note("volume-start-first", side.start(one))
    side.first_write(one)
    note("start-to-first-write", time.perf_counter() - begun)
    note("volume-start", side.start(two))
    note("volume-info", side.info(one))
    note("volume-list", side.list())
    note("volume-stop", side.stop(two))
    side.stop(one)
    note("volume-delete", side.delete(two))
    note("volume-delete", side.delete(one))


def p95(values):
    return sorted(values)[math.ceil(0.95 * len(values)) - 1]


def summary(values):
    """Milliseconds."""
    figures = {"min": min(values), "median": statistics.median(values), "p95": p95(values)}
    return {name: round(value * 1000, 1) for name, value in figures.items()}


def ratio(ours, theirs):
    return round(statistics.median(ours) / statistics.median(theirs), 3)


def rss_by_kind(side):
    """The largest RSS of each kind of process in the nodes' pid namespaces, in MB."""
    kinds = {"java": "node", "etcd": "etcd", "glusterd": "glusterd", "glusterfsd": "brick", "glusterfs": "shd"}
    largest = {}
    nodes = {os.readlink(f"/proc/{node['init']}/ns/pid") for node in side.topology["nodes"]}
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            if os.readlink(f"/proc/{pid}/ns/pid") not in nodes:
                continue
            with open(f"/proc/{pid}/status", encoding="ascii", errors="replace") as file:
                status = dict(line.split(":\t", 1) for line in file if ":\t" in line)
            # by the program rather than by comm: glusterfs processes rename themselves
            with open(f"/proc/{pid}/cmdline", "rb") as file:
                program = os.path.basename(file.read().split(b"\0")[0].decode(errors="replace"))
        except OSError:
            continue
        kind = "engine" if program.startswith("temporal") else kinds.get(program)
        if kind and "VmRSS" in status:
            megabytes = int(status["VmRSS"].split()[0]) / 1024
            largest[kind] = max(largest.get(kind, 0), round(megabytes, 1))
    return largest


def measure_rss(sides):
    """With ten started volumes on each cluster."""
    found = {}
    for side in sides:
        for number in range(RSS_VOLUMES):
            side.create(f"rss{number}")
            side.start(f"rss{number}")
    time.sleep(5)
    for side in sides:
        for kind, megabytes in rss_by_kind(side).items():
            key = kind if kind not in ("brick", "shd") else f"{kind} ({type(side).__name__})"
            found[key] = megabytes
    for side in sides:
        for number in range(RSS_VOLUMES):
            side.stop(f"rss{number}")
            side.delete(f"rss{number}")
    return found


def result(samples, rss):
    operations = {}
    for operation in OPERATIONS:
        entry = {}
        rest, command, theirs = (samples.get(kind, {}).get(operation) for kind in ("rest", "cli", "glusterd"))
        if rest and theirs:
            entry["ratio"] = ratio(rest, theirs)
        if command and theirs:
            entry["cli-ratio"] = ratio(command, theirs)
        if rest:
            entry["bricklayer"] = summary(rest)
        if theirs:
            entry["glusterd"] = summary(theirs)
        operations[operation] = entry
    kinds = ("node", "engine", "etcd", "glusterd")
    return {"operations": operations, "rss_mb": {kind: rss[kind] for kind in kinds if kind in rss}}


def table(outcome, samples, rss):
    def cell(figures):
        if not figures:
            return f"{'':>24}"
        return "".join(f"{figures[name]:8.0f}" for name in ("min", "median", "p95"))

    heads = ["Bricklayer, ReST (ms)", "Bricklayer, glustercli", "glusterd, gluster"]
    print(f"\n{'':22}" + "".join(f"{head:>24}" for head in heads) + f"{'ratio':>9}{'aim':>7}{'cli-ratio':>11}")
    print(f"{'':22}" + f"{'min':>8}{'median':>8}{'p95':>8}" * 3)
    for operation in OPERATIONS:
        entry = outcome["operations"][operation]
        command = samples.get("cli", {}).get(operation)
        row = cell(entry.get("bricklayer")) + cell(command and summary(command)) + cell(entry.get("glusterd"))
        aim = AIMS.get(operation, "")
        print(f"{operation:22}{row}{entry.get('ratio', ''):>9}{aim:>7}{entry.get('cli-ratio', ''):>11}")
    print(f"\nRSS with {RSS_VOLUMES} started volumes, the largest process of its kind, MB:")
    for kind, megabytes in sorted(rss.items()):
        print(f"  {kind:28}{megabytes:8.1f}")


def progress(text):
    load = os.getloadavg()[0]
    print(f"{time.strftime('%T')}  {text}  (load {load:.1f})", flush=True)


def main():
    parser = argparse.ArgumentParser(prog="bench")
    parser.add_argument("topology")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--json")
    options = parser.parse_args()
    with open(options.topology, encoding="utf-8") as file:
        topology = json.load(file)
    kinds = {}
    if "glusterd" in topology:
        kinds["glusterd"] = Glusterd(topology["glusterd"])
    if "bricklayer" in topology:
        kinds["rest"] = BricklayerRest(topology["bricklayer"])
        kinds["cli"] = BricklayerCli(topology["bricklayer"])
    samples = {kind: {} for kind in kinds}
    names = list(kinds)
    for run in range(options.runs):
        # the order rotates, so that none is always the first on a busier machine
        for kind in names[run % len(names) :] + names[: run % len(names)]:
            one_run(kinds[kind], f"{kind}{run}", samples[kind])
        progress(f"run {run + 1} of {options.runs}")
    progress("memory")
    rss = measure_rss([kinds[kind] for kind in ("glusterd", "rest") if kind in kinds])
    outcome = result(samples, rss)
    table(outcome, samples, rss)
    if options.json:
        with open(options.json, "w", encoding="utf-8") as file:
            json.dump(outcome, file, indent=1)
            file.write("\n")


if __name__ == "__main__":
    try:
        main()
    except Failure as failure:
        sys.exit(f"bench: {failure}")
