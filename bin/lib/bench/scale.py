#!/usr/bin/env python3
"""How Bricklayer bears many requests, volumes and nodes: see `bin/bench --scale`, which runs this in namespaces of its own.

    scale.py RUN TEMPORAL [--nodes N] [--volumes N] [--deletes N] [--burst N] [--only burst,volumes,nodes] [--json FILE]

Bricks are simulated (docs/scale.md): everything is real but the glusterfsd processes. Three parts, each on a fresh cluster
of three full nodes: a burst of creates at once, many volumes, many nodes.
"""

import argparse
import concurrent.futures
import json
import os
import random
import statistics
import sys
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from sim import Cluster, Failure, Refusals, forget_peak, memory, patient  # noqa: E402

WARM_UP = 200
HUNDRED = 100
FILLING = 4  # requests at once between the measured hundreds
EACH_JVM = 50  # nodes in one process
BEGUN = time.monotonic()


def say(text):
    print(f"{time.monotonic() - BEGUN:8.1f} s  {text}", flush=True)


def ms(seconds):
    return f"{1000 * seconds:.0f} ms"


def mib(size):
    return f"{size / 1048576:.0f} MiB"


def spread(seconds):
    ordered = sorted(seconds)
    return {
        "median": statistics.median(ordered),
        "p95": ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))],
        "max": ordered[-1],
        "n": len(ordered),
    }


def told(label, figures):
    say(f"  {label}: median {ms(figures['median'])}, p95 {ms(figures['p95'])}, max {ms(figures['max'])} (n={figures['n']})")
    return figures


def pace():
    """Seconds of a fixed piece of arithmetic: how fast this machine is for us now."""
    begun = time.perf_counter()
    total = 0
    for i in range(400_000):
        total += i * i
    return time.perf_counter() - begun


def memories(cluster):
    """{process: (RSS MiB, peak MiB, threads)}"""
    found = {}
    for label, pid in sorted(cluster.processes().items()):
        now, peak, threads = memory(pid)
        found[label] = {"rss": now // 1024, "peak": peak // 1024, "threads": threads}
    return found


def tell_memories(found, what="rss"):
    say("  " + ("RSS" if what == "rss" else "peak RSS") + ", MiB: " + ", ".join(f"{k} {v[what]}" for k, v in found.items()))
    return found


def sizes(cluster):
    whole, used = cluster.etcd_bytes()
    engine = cluster.engine_bytes()
    say(f"  etcd's database {mib(whole)} ({mib(used)} in use), the engine's {mib(engine)}")
    return {"etcd": whole, "etcd-in-use": used, "engine": engine, "memory": tell_memories(memories(cluster))}


class Load:
    """Requests to the full nodes in turns."""

    def __init__(self, cluster):
        self.cluster = cluster
        self.clients = [node.api(300) for node in cluster.full]
        self.refusals = Refusals()

    def client(self, at):
        return self.clients[at % len(self.clients)]

    def change(self, at, good, method, path, body=None):
        begun = time.perf_counter()
        status, _, answer = patient(self.client(at), method, path, body, self.refusals)
        if status not in good:
            raise Failure(f"{method} {path}: status {status}: {json.dumps(answer)[:400]}")
        return time.perf_counter() - begun

    def create(self, at, name, nodes):
        return self.change(at, (201,), "POST", "/v1/volumes", self.cluster.volume(name, nodes))

    def delete(self, at, name):
        return self.change(at, (201, 204), "DELETE", f"/v1/volumes/{name}")

    def several(self, calls, at_once):
        """Their seconds, that many at once."""
        with concurrent.futures.ThreadPoolExecutor(at_once) as pool:
            return list(pool.map(lambda call: call(), calls))

    def creates(self, first, count, at_once=1):
        full = self.cluster.full
        return self.several([lambda i=i: self.create(i, f"v{i}", full) for i in range(first, first + count)], at_once)

    def deletes(self, first, count, at_once=1):
        return self.several([lambda i=i: self.delete(i, f"v{i}") for i in range(first, first + count)], at_once)

    def names(self):
        return {volume["name"] for volume in self.client(0).expect(200, "GET", "/v1/volumes")}


def burst(cluster, options):
    """All creates at once, each from a client that honours Retry-After."""
    load = Load(cluster)
    load.creates(900_000, 50)
    load.deletes(900_000, 50)
    for pid in cluster.processes().values():
        forget_peak(pid)
    gate = threading.Barrier(options.burst + 1)
    results = [None] * options.burst
    seconds = [0.0] * options.burst

    def one(i):
        gate.wait()
        begun = time.perf_counter()
        try:
            status, _, answer = patient(load.client(i), "POST", "/v1/volumes", cluster.volume(f"b{i}", cluster.full), load.refusals)
            results[i] = (status, answer)
        except OSError as error:
            results[i] = (0, str(error))
        seconds[i] = time.perf_counter() - begun

    threading.stack_size(256 * 1024)
    threads = [threading.Thread(target=one, args=(i,), daemon=True) for i in range(options.burst)]
    for thread in threads:
        thread.start()
    say(f"{options.burst} creates at once")
    gate.wait()
    begun = time.perf_counter()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - begun
    statuses = {}
    for status, _ in results:
        statuses[status] = statuses.get(status, 0) + 1
    for status, answer in results:
        if status != 201:
            say(f"  for example: {status} {json.dumps(answer)[:300]}")
            break
    end = time.monotonic() + 120
    open_ones = [None]
    while open_ones and time.monotonic() < end:
        open_ones = load.client(0).expect(200, "GET", "/v1/operations?state=open&limit=1000")
        time.sleep(0.2)
    there = sum(1 for name in load.names() if name.startswith("b"))
    say(f"  answers {statuses}, told to come later {load.refusals.count} times; {there} volumes, {len(open_ones)} open operations")
    say(f"  {took:.1f} s: {statuses.get(201, 0) / took:.1f} operations a second")
    figures = told("a client's wait", spread(seconds))
    peaks = tell_memories(memories(cluster), "peak")
    right = statuses == {201: options.burst} and there == options.burst and not open_ones
    return {"seconds": took, "statuses": statuses, "refusals": load.refusals.count, "volumes": there, "open": len(open_ones),
            "per-second": statuses.get(201, 0) / took, "wait": figures, "peak": peaks, "right": right}


def volumes(cluster, options):
    """Latency of the first and the last hundred of many creates and deletes, one at a time; between them some at once."""
    load = Load(cluster)
    say(f"{options.volumes} creates and {options.deletes} deletes; warming up with {WARM_UP} of each")
    load.creates(900_000, WARM_UP, FILLING)
    load.deletes(900_000, WARM_UP, FILLING)
    result = {"at": {0: sizes(cluster)}}
    pace_before = pace()
    first = told("create, the first hundred", spread(load.creates(0, HUNDRED)))
    made = HUNDRED
    begun = time.perf_counter()
    for stop in sorted({1000, options.volumes // 2, options.volumes}):
        until = min(stop, options.volumes - HUNDRED if stop >= options.volumes else stop)
        while made < until:
            step = min(500, until - made)
            since = time.perf_counter()
            load.creates(made, step, FILLING)
            made += step
            say(f"  {made} volumes: {step / (time.perf_counter() - since):.1f} creates a second, {FILLING} at once")
        if stop < options.volumes and made == stop:
            result["at"][made] = sizes(cluster)
    result["filling-per-second"] = (made - HUNDRED) / (time.perf_counter() - begun)
    last = told("create, the last hundred", spread(load.creates(made, HUNDRED)))
    made += HUNDRED
    result["at"][made] = sizes(cluster)
    pace_after = pace()
    there = len(load.names())
    listing = told("list all", spread([timed(load.client(i), "/v1/volumes") for i in range(10)]))
    info = told("info of one", spread([timed(load.client(i), "/v1/volumes/v7") for i in range(HUNDRED)]))
    result.update({"create-first": first, "create-last": last, "create-ratio": last["median"] / first["median"], "list": listing,
                   "info": info, "pace": [pace_before, pace_after], "there": there})
    say(f"  create, last by first: {result['create-ratio']:.2f}; the machine's pace {ms(pace_before)} then, {ms(pace_after)} now")
    d_first = told("delete, the first hundred", spread(load.deletes(0, HUNDRED)))
    load.deletes(HUNDRED, options.deletes - 2 * HUNDRED, FILLING)
    d_last = told("delete, the last hundred", spread(load.deletes(options.deletes - HUNDRED, HUNDRED)))
    result.update({"delete-first": d_first, "delete-last": d_last, "delete-ratio": d_last["median"] / d_first["median"]})
    left = len(load.names())
    result["after"] = sizes(cluster)
    say(f"  delete, last by first: {result['delete-ratio']:.2f}; {there} volumes were there, {left} are left")
    result["right"] = there == options.volumes and left == options.volumes - options.deletes
    return result


def timed(client, path):
    begun = time.perf_counter()
    client.expect(200, "GET", path)
    return time.perf_counter() - begun


def nodes(cluster, options):
    """Time to add many nodes, and what a cluster of them takes for the usual requests."""
    load = Load(cluster)
    wanted = options.nodes - len(cluster.full)
    say(f"{wanted} nodes more, {EACH_JVM} in a process")
    result = {"peers": {}}
    adds = []
    begun = time.perf_counter()
    while len(cluster.others) < wanted:
        count = min(EACH_JVM, wanted - len(cluster.others))
        jvm = cluster.hosting(f"hosts{len(cluster.jvms)}", 128 + 24 * count)
        adds += cluster.grow(jvm, count)
        now, _, threads = memory(jvm.pid)
        say(f"  {len(cluster.nodes())} nodes; the last {count}: {now / 1024 / count:.1f} MiB and {threads / count:.0f} threads each")
        result["peers"][len(cluster.nodes())] = {"rss-each": now / 1024 / count, "threads-each": threads / count}
    result["add-seconds"] = time.perf_counter() - begun
    result["add"] = told("add a node", spread(adds)) if adds else None
    if len(adds) >= 2 * 20:
        told("add, the first twenty", spread(adds[:20]))
        told("add, the last twenty", spread(adds[-20:]))
    say(f"  all of them in {result['add-seconds']:.0f} s, with their start")
    peers = load.client(0).expect(200, "GET", "/v1/peers")
    online = sum(1 for peer in peers if peer["online"])
    marked = sum(1 for peer in peers if peer["metadata"].get("_bricks") == "simulated")
    members = sum(1 for label in cluster.processes() if label.endswith("etcd"))
    say(f"  {len(peers)} peers, {online} online, {marked} marked as simulated; {members} run etcd")
    result["peer-list"] = told("peer list", spread([timed(load.client(i), "/v1/peers") for i in range(50)]))
    chosen = random.Random(1)
    everybody = cluster.nodes()
    made = [load.create(i, f"n{i}", chosen.sample(everybody, 3)) for i in range(50)]
    result["create"] = told("create 1x3 on any three, one at a time", spread(made))
    result["list"] = told("volume list", spread([timed(load.client(i), "/v1/volumes") for i in range(50)]))
    started = [load.change(i, (200, 201), "POST", f"/v1/volumes/n{i}/start", {}) for i in range(20)]
    result["start"] = told("start", spread(started))
    stopped = [load.change(i, (200, 201), "POST", f"/v1/volumes/n{i}/stop") for i in range(20)]
    result["stop"] = told("stop", spread(stopped))
    result["memory"] = tell_memories(memories(cluster))
    result["total-mib"] = sum(each["rss"] for each in result["memory"].values())
    say(f"  all processes together: {result['total-mib']} MiB")
    result["right"] = len(peers) == online == marked == options.nodes and members <= 3
    return result


PARTS = {"burst": burst, "volumes": volumes, "nodes": nodes}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("run")
    parser.add_argument("temporal")
    parser.add_argument("--nodes", type=int, default=200)
    parser.add_argument("--volumes", type=int, default=5000)
    parser.add_argument("--deletes", type=int, default=0, help="a fifth of the volumes unless told otherwise")
    parser.add_argument("--burst", type=int, default=1000)
    parser.add_argument("--only", default="burst,volumes,nodes")
    parser.add_argument("--json")
    options = parser.parse_args()
    options.deletes = options.deletes or options.volumes // 5
    report = {"cpus": os.cpu_count()}
    for name in options.only.split(","):
        folder = os.path.join(options.run, name)
        os.makedirs(folder, exist_ok=True)
        os.makedirs(os.path.join(options.run, "bricks", name), exist_ok=True)
        say(f"== {name}")
        cluster = Cluster(folder, options.temporal, bricks=os.path.join(options.run, "bricks", name))
        try:
            cluster.start_full()
            report[name] = PARTS[name](cluster, options)
        finally:
            cluster.end()
        say(f"  {'right' if report[name]['right'] else 'WRONG'}")
    if options.json:
        with open(options.json, "w", encoding="utf-8") as file:
            json.dump(report, file, indent=1)
    sys.exit(0 if all(part["right"] for part in report.values() if isinstance(part, dict)) else 1)


if __name__ == "__main__":
    main()
