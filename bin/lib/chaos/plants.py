"""Violations that are put there on purpose: the checks must find each of them."""

import os
import signal
import subprocess
import uuid

from cluster import BRICKS
from invariants import MARK


def brick_mark(cluster, steady):
    """A brick loses the mark of its volume."""
    folder = cluster.members[1].path(steady)
    mark = os.getxattr(folder, MARK)
    os.removexattr(folder, MARK)
    return lambda: os.setxattr(folder, MARK, mark)


def stray_folder(cluster, _steady):
    """A folder that a failed operation could have left."""
    folder = cluster.members[2].path(f"{BRICKS}/planted")
    os.mkdir(folder)
    os.setxattr(folder, MARK, uuid.uuid4().bytes)
    return lambda: os.rmdir(folder)


def flipped_bit(cluster, steady):
    """A file on one brick changes behind glusterfs's back."""
    folder = os.path.join(cluster.members[0].path(steady), "files")
    path = os.path.join(folder, sorted(os.listdir(folder))[0])

    def flip():
        with open(path, "r+b") as file:
            byte = file.read(1)
            file.seek(0)
            file.write(bytes([byte[0] ^ 1]))

    flip()
    return flip


def lost_record(cluster, _steady):
    """The record of an operation that was answered disappears."""
    node = cluster.members[0]
    kind = '"kind":"CREATE_VOLUME"'
    keys = {key: value for key, (value, _) in node.keys().items() if "/operations/" in key and kind in value}
    key = sorted(key for key, value in keys.items() if '"entity":"steady"' not in value)[0]
    node.etcd("del", key)
    return lambda: node.etcd("put", key, keys[key])


def stray_key(cluster, _steady):
    """A reservation that nobody took back."""
    node = cluster.members[0]
    key = f"/bricklayer/{uuid.uuid4()}/bricks/planted"
    node.etcd("put", key, '{"volumeName":"planted","volumeId":"0","peerId":"0","path":"/bricks/planted"}')
    return lambda: node.etcd("del", key)


def orphan_brick(cluster, _steady):
    """A process of a brick that is gone."""
    command = ["nsenter", "--target", str(cluster.members[0].init), "--pid", "--", "bash", "-c"]
    script = 'exec -a glusterfsd bash -c "sleep 600; :" - --brick-name /bricks/planted'
    started = subprocess.Popen([*command, script], start_new_session=True, stdin=subprocess.DEVNULL)

    def end():
        os.killpg(started.pid, signal.SIGKILL)
        started.wait()

    return end


PLANTS = {
    "brick-mark": brick_mark,
    "stray-folder": stray_folder,
    "flipped-bit": flipped_bit,
    "lost-record": lost_record,
    "stray-key": stray_key,
    "orphan-brick": orphan_brick,
}
