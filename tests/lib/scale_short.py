#!/usr/bin/env python3
"""The checks of tests/cluster/scale-short: correctness, never times.

    scale_short.py RUN TEMPORAL
"""

import concurrent.futures
import json
import os
import signal
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../bin/lib/bench"))
from sim import Cluster, Failure, patient, wait_for  # noqa: E402

VOLUMES = 60
MORE_NODES = 6
BEGUN = time.monotonic()
WRONG = []
COUNT = 0


def check(text, right, otherwise=""):
    global COUNT
    COUNT += 1
    print(f"{time.monotonic() - BEGUN:7.1f} s  {'ok    ' if right else 'WRONG '} {text}", flush=True)
    if not right:
        WRONG.append(text)
        print(f"             {str(otherwise)[:2000]}", flush=True)


def statuses(calls):
    """The statuses of all of these requests at once, each honouring Retry-After."""
    with concurrent.futures.ThreadPoolExecutor(len(calls)) as pool:
        answers = list(pool.map(lambda call: patient(*call), calls))
    return [status for status, _, _ in answers], [body for status, _, body in answers if status >= 300]


def brick_folders(cluster):
    return [f"{node.name}/{name}" for node in cluster.nodes() for name in os.listdir(node.bricks)]


def many_volumes(cluster):
    full = cluster.full
    names = [f"v{i}" for i in range(VOLUMES)]
    client = [node.api() for node in full]
    got, wrong = statuses([(client[i % 3], "POST", "/v1/volumes", cluster.volume(name, full)) for i, name in enumerate(names)])
    check(f"{VOLUMES} creates at once succeed", got == [201] * VOLUMES, wrong)
    for node in full:
        there = sorted(volume["name"] for volume in node.api().expect(200, "GET", "/v1/volumes"))
        check(f"{node.name} knows all of them", there == sorted(names), there)
    check("each has its brick folders", len(brick_folders(cluster)) == 3 * VOLUMES)
    got, wrong = statuses([(client[i % 3], "DELETE", f"/v1/volumes/{name}") for i, name in enumerate(names) if i % 2])
    check("half of them are deleted at once", got == [204] * (VOLUMES // 2), wrong)
    left = sorted(volume["name"] for volume in client[0].expect(200, "GET", "/v1/volumes"))
    check("the other half is there", left == sorted(names[::2]), left)
    wait_for(20, "the folders of deleted bricks are gone", lambda: len(brick_folders(cluster)) == 3 * VOLUMES // 2)
    check("with its folders and no others", True)
    open_ones = client[0].expect(200, "GET", "/v1/operations?state=open")
    check("no operation is open", open_ones == [], open_ones)


def many_nodes(cluster):
    hosts = cluster.hosting("hosts", 400)
    cluster.grow(hosts, MORE_NODES)
    peers = cluster.full[1].api().expect(200, "GET", "/v1/peers")
    check(f"{3 + MORE_NODES} peers are online", sum(peer["online"] for peer in peers) == 3 + MORE_NODES, peers)
    check("each says that its bricks are simulated", all(p["metadata"].get("_bricks") == "simulated" for p in peers), peers)
    members = [label for label in cluster.processes() if label.endswith("etcd")]
    check("three of them run etcd", len(members) == 3, members)
    return hosts


def bricks(cluster, volume):
    return cluster.full[0].api().expect(200, "GET", f"/v1/volumes/{volume}/bricks")


def simulated_bricks(cluster, hosts):
    api = cluster.full[0].api()
    status, _, answer = patient(api, "POST", "/v1/volumes", cluster.volume("far", cluster.others[:3]))
    check("a volume on three of the nodes that share a process", status == 201, answer)
    check("its bricks are down before its start", not any(brick["online"] for brick in bricks(cluster, "far")))
    status, _, answer = patient(api, "POST", "/v1/volumes/far/start", {})
    check("it is started", status in (200, 201), answer)
    shown = bricks(cluster, "far")
    check("its bricks are online, without a pid, at a port", all(b["online"] and not b["pid"] and b["port"] for b in shown), shown)
    check("and marked as simulated", all(b["info"].get("runtime") == "simulated" for b in shown), shown)
    check("no brick process runs", not any("glusterfsd" in command for command in commands()))
    info = api.expect(200, "GET", "/v1/volumes/far")
    check("the volume's own answer marks them", '"runtime": "simulated"' in json.dumps(info), info)
    check("so does /version", api.expect(200, "GET", "/version").get("bricks") == "simulated")

    before = {brick["info"]["id"]: brick["port"] for brick in shown}
    hosts.end(signal.SIGKILL)
    again = cluster.hosting("hosts", 400)
    for node in cluster.others:
        again.begin(node)
    for node in cluster.others:
        cluster.await_serving(again, node)
    wait_for(30, "the bricks are seen again", lambda: all(brick["online"] for brick in bricks(cluster, "far")))
    after = {brick["info"]["id"]: brick["port"] for brick in bricks(cluster, "far")}
    check("after a kill -9 of their process they run, at the same ports", before == after, (before, after))

    status, _, answer = patient(api, "POST", "/v1/volumes/far/stop")
    check("the volume is stopped", status in (200, 201), answer)
    check("its bricks are down", not any(brick["online"] for brick in bricks(cluster, "far")))
    status, _, answer = patient(api, "DELETE", "/v1/volumes/far")
    check("and deleted", status in (201, 204), answer)


def commands():
    found = []
    for entry in os.listdir("/proc"):
        try:
            with open(f"/proc/{entry}/comm", encoding="utf-8") as file:
                found.append(file.read().strip())
        except OSError:
            pass
    return found


def main():
    run, temporal = sys.argv[1:]
    cluster = Cluster(run, temporal)
    try:
        cluster.start_full()
        many_volumes(cluster)
        simulated_bricks(cluster, many_nodes(cluster))
    except Failure as failure:
        check(str(failure), False)
    finally:
        cluster.end()
    if WRONG:
        for jvm in cluster.jvms:
            print(f"--- the end of {jvm.out}\n{jvm.tail()}", file=sys.stderr)
    print(f"checks: {COUNT}, wrong: {len(WRONG)}")
    sys.exit(1 if WRONG else 0)


if __name__ == "__main__":
    main()
