"""What must hold of a cluster at rest: each function yields the sentences of what does not.

The truth is what the records of operations say; etcd, the bricks' folders, the processes and the API of every node are
compared with it.
"""

import json
import os

from cluster import BRICKS, STATE, wait_for
from heal import heal_info

MARK = "trusted.glusterfs.volume-id"
# one start of a self-heal daemon takes less, also on a busy machine
HEALER_STARTS = 20.0


class Snapshot:
    """Everything in etcd, sorted by what it is."""

    def __init__(self, keys):
        self.keys = keys
        self.records = {key: json.loads(value) for key, (value, _) in self.under("operations/")}
        self.volumes = {key: json.loads(value) for key, (value, _) in self.under("volumes/")}
        self.bricks = [json.loads(value) for _, (value, _) in self.under("bricks/")]
        self.peers = {key: json.loads(value) for key, (value, _) in self.under("peers/")}
        self.ports = {key: json.loads(value) for key, (value, _) in self.under("ports/")}

    def under(self, prefix):
        return [(key[len(prefix) :], value) for key, value in self.keys.items() if key.startswith(prefix)]

    def bricks_on(self, peer):
        return [brick for brick in self.bricks if brick["peerId"] == peer]

    def started(self, volume):
        return self.volumes.get(volume, {}).get("state") == "Started"


def cluster_at_rest(cluster):
    """All that can be looked at without stopping the data's load."""
    keys = cluster.keys()
    if keys is None:
        return ["etcd answers on no member"]
    now = Snapshot(keys)
    found = [*operations(now), *configuration(now), *members(cluster, now)]
    for node, peer in zip(cluster.members, cluster.peer_ids):
        found += [*folders(node, peer, now), *journal(node, peer, now), *processes(cluster, node, peer, now)]
        found += api_agrees(node, peer, now)
    found += spare(cluster, now)
    found += engine(cluster)
    return found


def operations(now):
    for key, record in now.records.items():
        if record["state"] != "ENDED" or not record.get("outcome"):
            yield f"operation {key} ({record['summary']}) has not ended: it is {record['state']}"
    for prefix, what in (("debts/", "debt"), ("tombstones/", "tombstone")):
        for key, (value, _) in now.under(prefix):
            yield f"a {what} is left: {prefix}{key} {value}"


def history(records):
    """Volume → state as the records of successes, in the order of their commits, lead to it; and what cannot be."""
    states, wrong = {}, []
    done = [record for record in records.values() if record.get("outcome") == "SUCCEEDED"]
    for record in sorted(done, key=lambda one: one["revision"]):
        kind, volume = record["kind"], record["entity"]
        if not kind.endswith("_VOLUME"):
            continue
        if record["revision"] == 0:
            wrong.append(f"operation {record['id']} succeeded without a commit")
        if (volume in states) == (kind == "CREATE_VOLUME"):
            wrong.append(f"{record['summary']} succeeded while the volume was {states.get(volume, 'not there')}")
        if kind == "DELETE_VOLUME":
            if states.get(volume) == "Started":
                wrong.append(f"{record['summary']} succeeded while the volume was started")
            states.pop(volume, None)
        else:
            states[volume] = {"CREATE_VOLUME": "Created", "START_VOLUME": "Started", "STOP_VOLUME": "Stopped"}[kind]
    return states, wrong


def configuration(now):
    """etcd is what the operations have made of it."""
    states, wrong = history(now.records)
    yield from wrong
    there = {name: volume["state"] for name, volume in now.volumes.items()}
    for name in sorted(set(states) | set(there)):
        if states.get(name) != there.get(name):
            yield f"volume {name} is {there.get(name, 'not')} in etcd; by its operations it is {states.get(name, 'gone')}"
    for brick in now.bricks:
        volume = now.volumes.get(brick.get("volumeName"))
        if volume is None or volume["id"] != brick["volumeId"]:
            yield f"etcd has a brick of no volume: {brick}"
    for name, volume in now.volumes.items():
        wanted = sum(
            subvol["replica"] + subvol["arbiter"] if subvol["type"] == "Replicate" else subvol["disperse"] or 0
            for subvol in volume["subvols"]
            if subvol["type"] != "Distribute"
        )
        count = sum(brick["volumeName"] == name for brick in now.bricks)
        if count == 0 or (wanted and count != wanted):
            yield f"etcd has {count} bricks of volume {name} instead of {wanted or 'some'}"


def members(cluster, now):
    """Peers, agents and members of etcd."""
    peers = {}
    for record in sorted(now.records.values(), key=lambda one: one["revision"]):
        if record.get("outcome") == "SUCCEEDED" and record["kind"] in ("ADD_PEER", "REMOVE_PEER"):
            peers[record["entity"]] = record["kind"] == "ADD_PEER"
    for peer, there in peers.items():
        if there != (peer in now.peers):
            yield f"peer {peer} is {'not ' if there else ''}in etcd although its last operation says otherwise"
    for peer in cluster.peer_ids:
        if peer not in now.peers:
            yield f"etcd has no peer {peer}"
    alive = {key for key, _ in now.under("alive/")}
    for peer in now.peers:
        if peer not in alive:
            yield f"peer {peer} has no living agent"
    for node in cluster.members:
        if not node.etcd_healthy():
            yield f"etcd of {node.name} is not healthy"
    done = next((done for done in (node.etcd("member", "list") for node in cluster.members) if done), None)
    lines = done.stdout.splitlines() if done else []
    if len(lines) != len(cluster.members) or any("started" not in line or line.endswith("true") for line in lines):
        yield f"etcd does not have {len(cluster.members)} voters: {lines}"


def folders(node, peer, now):
    """On the node's brick file system there are the bricks, marked, and nothing else."""
    wanted = {brick["path"]: brick for brick in now.bricks_on(peer)}
    top = node.path(BRICKS)
    for name in sorted(os.listdir(top)):
        if f"{BRICKS}/{name}" not in wanted:
            yield f"{node.name}: {BRICKS}/{name} is left over: {_mark(os.path.join(top, name))}"
    for path, brick in wanted.items():
        folder = node.path(path)
        if not os.path.isdir(folder):
            yield f"{node.name}: no folder {path}, a brick of {brick['volumeName']}"
        elif _mark(folder) != brick["volumeId"].replace("-", ""):
            yield f"{node.name}: {path} is not marked with the id of {brick['volumeName']}: '{_mark(folder)}'"
        elif not os.path.isdir(folder + "/.glusterfs/indices"):
            yield f"{node.name}: {path} has no .glusterfs/indices"


def _mark(folder):
    try:
        return os.getxattr(folder, MARK).hex()
    except OSError:
        return "no mark"


def journal(node, peer, now):
    """No step is half done, no path reserved, nothing kept of bricks that are gone."""
    for name, entry in _json_files(node.path(f"{STATE}/journal")):
        if entry is None:
            yield f"{node.name}: the journal's {name} cannot be read"
        elif entry["state"] != "CLOSED" and entry["facts"] is not None:
            yield f"{node.name}: step {entry['step']} of operation {entry['ticket']['operation']} is {entry['state']} in the journal"
    kept = {entry["brick"]["path"] for _, entry in _json_files(node.path(f"{STATE}/bricks")) if entry}
    wanted = {brick["path"] for brick in now.bricks_on(peer)}
    for path in sorted(kept ^ wanted):
        yield f"{node.name}: the origin of brick {path} is {'kept, but it is no brick' if path in kept else 'not known'}"


def _json_files(folder):
    for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else []:
        try:
            with open(os.path.join(folder, name), encoding="utf-8") as file:
                yield name, json.load(file)
        except FileNotFoundError:
            continue
        except (OSError, ValueError):
            yield name, None


def processes(cluster, node, peer, now):
    """Exactly the wanted processes run, on the ports that etcd tells."""
    running = node.bricks()
    wanted = {brick["path"]: brick for brick in now.bricks_on(peer) if now.started(brick["volumeName"])}
    for path in sorted(set(running) | set(wanted)):
        count = len(running.get(path, []))
        if path not in wanted:
            yield f"{node.name}: an orphan: {count} glusterfsd of {path}, which is no brick of a started volume"
        elif count != 1:
            yield f"{node.name}: {count} glusterfsd of {path} instead of one"
        else:
            yield from _port(node, peer, running[path][0], now)
    for key in now.ports:
        owner, _, path = key.partition("/")
        if owner == peer and "/" + path not in wanted:
            yield f"etcd tells a port of {node.name}:/{path}, which is no brick of a started volume"
    heals = any(
        now.started(brick["volumeName"])
        and any(subvol["type"] != "Distribute" for subvol in now.volumes[brick["volumeName"]]["subvols"])
        for brick in now.bricks_on(peer)
        if brick["volumeName"] in now.volumes
    )
    counts = {"jvm": 1, "etcd": 1, "temporal": int(node is cluster.members[0]), "healer": int(heals)}
    for kind, count in counts.items():
        pids = [process.pid for process in node.processes(kind)]
        if kind == "healer" and len(pids) != count:
            pids = _healers(node, count)
        if len(pids) != count:
            yield f"{node.name}: {len(pids)} processes of kind {kind} instead of {count}: {pids}"


def _healers(node, count):
    """The node replaces its self-heal daemon up to a minute after the last change: for a moment there is none, or two."""
    pids = []

    def right():
        pids[:] = [process.pid for process in node.processes("healer")]
        return len(pids) == count

    wait_for(HEALER_STARTS, right)
    return pids


def _port(node, peer, process, now):
    path = process.option("--brick-name")
    told = now.ports.get(peer + path, {})
    port = process.option("--brick-port")
    if (str(told.get("port")), told.get("pid")) != (port, process.inner):
        yield f"{node.name}: {path} is process {process.inner} on port {port}; etcd tells {told}"
    if int(port or 0) not in _listening(process.pid):
        yield f"{node.name}: nobody listens on port {port} of {path}"


def _listening(pid):
    ports = set()
    for table in ("tcp", "tcp6"):
        with open(f"/proc/{pid}/net/{table}", encoding="ascii") as file:
            for line in file.read().splitlines()[1:]:
                words = line.split()
                if words[3] == "0A":
                    ports.add(int(words[1].rsplit(":", 1)[1], 16))
    return ports


def api_agrees(node, peer, now):
    """Each node's own view is what etcd says, and its live facts are what runs."""
    try:
        api = node.api(15)
        volumes = api.expect(200, "GET", "/v1/volumes")
        operations_open = api.expect(200, "GET", "/v1/operations?state=open")
        peers = api.expect(200, "GET", "/v1/peers")
        bricks = {name: api.expect(200, "GET", f"/v1/volumes/{name}/bricks") for name in now.volumes}
    except Exception as error:
        return [f"{node.name} does not answer: {type(error).__name__}: {error}"]
    found = []
    told = {volume["name"]: volume["state"] for volume in volumes}
    wanted = {name: volume["state"] for name, volume in now.volumes.items()}
    if told != wanted:
        found.append(f"{node.name} tells the volumes {told}; etcd has {wanted}")
    if operations_open:
        found.append(f"{node.name} tells open operations: {[one['summary'] for one in operations_open]}")
    if {one["id"] for one in peers} != set(now.peers) or not all(one["online"] for one in peers):
        found.append(f"{node.name} tells the peers {[(one['name'], one['online']) for one in peers]}")
    for name, answer in bricks.items():
        for brick in answer:
            if brick["online"] != now.started(name):
                found.append(f"{node.name} tells that {brick['info']['host']}:{brick['info']['path']} is online: {brick['online']}")
    return found


def spare(cluster, now):
    """The node that comes and goes is a peer, or a cluster of one."""
    node = cluster.spare
    if len(node.processes("jvm")) != 1:
        return [f"{node.name} does not run"]
    joined = any(peer["peerAddresses"][0].startswith(node.ip + ":") for peer in now.peers.values())
    try:
        told = len(node.api(10).expect(200, "GET", "/v1/peers"))
    except Exception as error:
        return [f"{node.name} does not answer: {error}"]
    wanted = len(now.peers) if joined else 1
    return [] if told == wanted else [f"{node.name} knows {told} peers instead of {wanted}"]


def engine(cluster):
    """No workflow runs for an operation that has ended."""
    command = [cluster.temporal, "workflow", "list", "--address", "127.0.0.1:7233"]
    command += ["--query", "ExecutionStatus='Running'", "--output", "json"]
    done = cluster.members[0].inside(command, 15)
    if done is None or done.returncode != 0:
        return [f"the engine does not answer: {done.stderr.strip()[-200:] if done else 'no answer'}"]
    running = json.loads(done.stdout or "[]")
    return [f"a workflow still runs: {one['execution']['workflowId']}" for one in running]


def healed(cluster, volume):
    return heal_info(cluster, volume)
