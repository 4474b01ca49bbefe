"""What a cluster is, as far as one subject of operations goes: lines to compare, free of names that differ from case to
case. The subject of a volume's operations is volume/NAME, that of peers' is cluster."""

import json
import os

VOLUME_ID = "trusted.glusterfs.volume-id"


def of_subject(cluster, subject):
    """The set of lines; each begins with the node that it is about, or with "etcd"."""
    _, keys = cluster.etcd().list(cluster.root())
    if subject.startswith("volume/"):
        return _of_volume(cluster, subject[len("volume/") :], keys)
    return _of_peers(cluster, keys)


# --- volumes -----------------------------------------------------------------------------------------------------


def _of_volume(cluster, volume, keys):
    lines = set()
    ids = {"": "no volume"}
    for key, (value, _) in keys.items():
        kind = key.split("/")[0]
        if key == f"volumes/{volume}":
            record = json.loads(value)
            ids[record["id"].replace("-", "")] = "the volume"
            lines.add(f"etcd: volume @ {record['state']}")
        elif kind == "bricks" and json.loads(value)["volumeName"] == volume:
            lines.add(f"etcd: brick of @ on {cluster.name(key.split('/')[1])}")
        elif kind == "tombstones" and json.loads(value)["volumeName"] == volume:
            lines.add(f"{cluster.name(key.split('/')[1])}: tombstone of @")
    lines |= _debts_and_open(cluster, f"volume/{volume}", keys)
    for node in cluster.nodes:
        lines |= _of_bricks(node, volume, ids)
    return lines


def _of_bricks(node, volume, ids):
    """Folders and marks; what glusterfsd makes of its own accord is left out, its process is not."""
    lines = set()
    root = node.path("/bricks")
    for name in os.listdir(root):
        if not name.startswith(volume):
            continue
        path = os.path.join(root, name)
        shown = name.replace(volume, "@", 1)
        mark = ids.get(_attribute(path, VOLUME_ID), "another volume")
        lines.add(f"{node.name}: folder {shown} of {mark}")
        if os.path.isdir(os.path.join(path, ".glusterfs")):
            lines.add(f"{node.name}: {shown} has .glusterfs")
        for inside in os.listdir(path):
            if not inside.startswith(".glusterfs"):
                lines.add(f"{node.name}: {shown}/{inside}")
    return lines | {f"{node.name}: a brick of @ runs" for pid in brick_processes(node, volume)}


def _attribute(path, name):
    try:
        return os.getxattr(path, name).hex()
    except OSError:
        return ""


def brick_processes(node, volume):
    """The pids, on this machine, of the node's processes that serve a brick of that volume."""
    space = os.readlink(f"/proc/{node.init}/ns/pid")
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/comm", encoding="ascii", errors="replace") as file:
                if not file.read().startswith("glusterfsd"):
                    continue
            with open(f"/proc/{pid}/cmdline", encoding="utf-8", errors="replace") as file:
                words = file.read().split("\0")
            if f"/bricks/{volume}" in words and os.readlink(f"/proc/{pid}/ns/pid") == space:
                found.append(int(pid))
        except OSError:
            continue  # it ended meanwhile
    return found


# --- peers -------------------------------------------------------------------------------------------------------


def _of_peers(cluster, keys):
    lines = {f"etcd: peer {cluster.name(key.split('/')[1])}" for key in keys if key.startswith("peers/")}
    lines |= {f"etcd: member of {cluster.name(name)}, {what}" for name, what in cluster.etcd().members().items()}
    lines |= {f"etcd: member record {cluster.name(key.split('/')[1])}" for key in keys if key.startswith("members/")}
    for node in cluster.nodes:
        identity = node.identity()
        where = "in the cluster" if identity["clusterId"] == cluster.cluster_id else "alone"
        lines.add(f"{node.name}: {identity['membership']['phase']} {where}")
    return lines | _debts_and_open(cluster, "cluster", keys)


# --- both --------------------------------------------------------------------------------------------------------


def _debts_and_open(cluster, subject, keys):
    records = {key.split("/")[1]: json.loads(value) for key, (value, _) in keys.items() if key.startswith("operations/")}
    lines = set()
    for record in records.values():
        if record["subject"] == subject and record["state"] != "ENDED":
            lines.add(f"etcd: an operation is {record['state']}")
    for key in keys:
        if key.startswith("debts/"):
            _, peer, operation = key.split("/")
            if records.get(operation, {"subject": subject})["subject"] == subject:
                lines.add(f"{cluster.name(peer)}: debt")
    return lines


def differences(now, wanted, excused=()):
    """What is there and should not be, and the other way round, but for what is about excused nodes."""
    more = sorted(line for line in now - wanted if line.split(":")[0] not in excused)
    less = sorted(line for line in wanted - now if line.split(":")[0] not in excused)
    return [f"there is '{line}'" for line in more] + [f"there is no '{line}'" for line in less]


def journal_leftovers(node, operation):
    """Steps in the node's journal that an ended operation could still have to undo."""
    folder = os.path.join(node.folder, "lib/bricklayer/journal")
    found = []
    for name in sorted(os.listdir(folder)):
        if name.startswith(operation) and name.endswith(".json"):
            try:
                with open(os.path.join(folder, name), encoding="utf-8") as file:
                    entry = json.load(file)
            except FileNotFoundError:
                continue
            if entry["state"] != "CLOSED":
                found.append(f"{node.name}: its journal has {name.split('.')[1]} {entry['state']}")
    return found
