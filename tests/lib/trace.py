#!/usr/bin/env python3
"""What a cluster has left where: all files with their trusted xattrs on all bricks' file systems, and all keys of etcd.

    trace.py write RUN FILE [VOLUME]     notes what is there now; RUN is the cluster's folder, .run/PREFIX; the bricks of
                                         VOLUME, /bricks/VOLUME, are not looked at, now and when it is compared
    trace.py same RUN FILE               status 1, with each difference, when it is not what FILE says
    trace.py whole RUN VOLUME BRICKS     status 1, with what is missing, unless VOLUME exists in full: its key, and for
                                         each of its BRICKS a key and a folder marked with the volume's id

What is not compared: records of ended operations and marks of use (they stay on purpose), and what lives on a lease or
is only a cache. A record of an operation that has not ended is a difference.
"""

import base64
import json
import os
import re
import subprocess
import sys

# keys below /bricklayer/<cluster>/ that say nothing about leaks
PASSING = re.compile(r"^(alive|ports|usage|xlators|members|events|keys|store|removed|secrets?)/|^engine|^auth$|^agents/")


def nodes(run):
    """Name → pid of the node's pid 1, of the nodes that are up and have bricks."""
    found = {}
    for name in sorted(os.listdir(run)):
        if os.path.exists(os.path.join(run, name, "bricks.img")):
            with open(os.path.join(run, name, "init.pid"), encoding="ascii") as file:
                found[name] = int(file.read())
    return found


def xattrs(path):
    """The trusted attributes of a file; those that glusterfs keeps changing are only named."""
    found = {}
    for name in os.listxattr(path, follow_symlinks=False):
        if name.startswith("trusted."):
            value = os.getxattr(path, name, follow_symlinks=False).hex()
            found[name] = value if name in ("trusted.glusterfs.volume-id", "trusted.gfid") else ""
    return found


def files(init, excepted):
    """Path → [kind, xattrs] of everything on the node's brick file system."""
    root = f"/proc/{init}/root"
    found = {}
    for folder, folders, names in os.walk(root + "/bricks"):
        if folder == root + "/bricks" and excepted in folders:
            folders.remove(excepted)
        for name in folders + names:
            path = os.path.join(folder, name)
            kind = "link" if os.path.islink(path) else "folder" if os.path.isdir(path) else "file"
            found[path[len(root) :]] = [kind, xattrs(path)]
    return found


def keys(init):
    """Key → value of everything in etcd, asked from that node."""
    command = ["nsenter", "--target", str(init), "--net", "--", "etcdctl", "--command-timeout=10s"]
    command += ["--endpoints=127.0.0.1:2379", "get", "", "--prefix", "--write-out=json"]
    environment = {**os.environ, "ETCDCTL_API": "3"}
    answer = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    pairs = json.loads(answer.stdout).get("kvs", [])
    return {
        base64.b64decode(pair["key"]).decode(): base64.b64decode(pair.get("value", "")).decode(errors="replace")
        for pair in pairs
    }


def relevant(all_keys):
    """Key → why it matters; the cluster's own part is cut off."""
    found = {}
    for key, value in all_keys.items():
        short = re.sub(r"^/bricklayer/[^/]*/", "", key)
        if PASSING.match(short):
            continue
        if short.startswith("operations/"):
            if json.loads(value).get("state") != "ENDED":
                found[short] = "has not ended"
            continue
        found[short] = ""
    return found


def take(run, excepted):
    places = nodes(run)
    return {
        "excepted": excepted,
        "bricks": {name: files(init, excepted) for name, init in places.items()},
        "keys": relevant(keys(next(iter(places.values())))),
    }


def differences(before, now):
    for node in sorted(set(before["bricks"]) | set(now["bricks"])):
        old, new = before["bricks"].get(node, {}), now["bricks"].get(node, {})
        for path in sorted(set(old) | set(new)):
            if path not in old:
                yield f"{node}: {path} is left: {new[path]}"
            elif path not in new:
                yield f"{node}: {path} is gone"
            elif old[path] != new[path]:
                yield f"{node}: {path} was {old[path]} and is {new[path]}"
    for key in sorted(set(before["keys"]) ^ set(now["keys"])):
        side = "is left" if key in now["keys"] else "is gone"
        yield f"etcd: {key} {side} {now['keys'].get(key, '')}".rstrip()


def missing(run, volume, bricks):
    """What a volume that exists lacks."""
    places = nodes(run)
    stored = keys(next(iter(places.values())))
    record = next((json.loads(v) for k, v in stored.items() if k.endswith(f"/volumes/{volume}")), None)
    if record is None:
        yield f"etcd has no key of volume {volume}"
        return
    marked = [json.loads(v) for k, v in stored.items() if "/bricks/" in k]
    marked = [brick for brick in marked if volume in (brick.get("volume-name"), brick.get("volumeName"))]
    if len(marked) != bricks:
        yield f"etcd has {len(marked)} brick keys of {volume} instead of {bricks}"
    wanted = record["id"].replace("-", "")
    for node, init in places.items():
        root = f"/proc/{init}/root/bricks/{volume}"
        if not os.path.isdir(root):
            yield f"{node}: no folder /bricks/{volume}"
        elif xattrs(root).get("trusted.glusterfs.volume-id") != wanted:
            yield f"{node}: /bricks/{volume} is not marked with the volume's id"
        elif not os.path.isdir(root + "/.glusterfs/indices"):
            yield f"{node}: /bricks/{volume} has no .glusterfs/indices"


def main(arguments):
    if len(arguments) in (3, 4) and arguments[0] == "write":
        now = take(arguments[1], (arguments + [""])[3])
        with open(arguments[2], "w", encoding="utf-8") as file:
            json.dump(now, file, indent=1, sort_keys=True)
        return
    if len(arguments) == 3 and arguments[0] == "same":
        with open(arguments[2], encoding="utf-8") as file:
            before = json.load(file)
        found = list(differences(before, take(arguments[1], before["excepted"])))
    elif len(arguments) == 4 and arguments[0] == "whole":
        found = list(missing(arguments[1], arguments[2], int(arguments[3])))
    else:
        sys.exit(__doc__)
    print("\n".join(found))
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main(sys.argv[1:])
