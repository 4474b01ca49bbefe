"""Whether the clients' data is what they wrote: through the mount, and on each brick."""

import hashlib
import os
import time

from data import PASSED
from heal import blamed, everything

MOUNT = "/mnt/steady"


def violations(cluster, report, watch):
    """`report`: of data.py."""
    yield from report["failures"]
    for error in report["errors"]:
        if passed(error, watch):
            continue
        fewest = watch.fewest(error["from"], error["to"])
        if fewest >= 2:
            at = time.strftime("%T", time.localtime(error["from"]))
            yield f"at {at} a client's error while {fewest} of 3 bricks served: {error['what']}"
    for node in cluster.members:
        yield from _differences(f"on the brick of {node.name}", node.path(watch.path), report)
    yield from _differences("through the mount", cluster.client.path(MOUNT), report)
    yield from blamed(cluster, watch.path)
    yield from _blocks_equal(cluster, watch.path)


def excused(report, watch):
    """How many errors clients saw while the bricks that served were no quorum."""
    return sum(watch.fewest(error["from"], error["to"]) < 2 for error in report["errors"])


def passed(error, watch):
    """Glusterfs's own, also below glusterd: for a moment after a write a brick may be read that had no space for it."""
    return error["what"].endswith(PASSED) and watch.filled(error["from"], error["to"])


def passing(report, watch):
    """How many such reads there were."""
    return sum(passed(error, watch) for error in report["errors"])


def _differences(where, top, report):
    try:
        there = sums(os.path.join(top, "files"))
    except OSError as error:
        yield f"files {where} cannot be read: {error}"
        return
    there = {f"files/{name}": total for name, total in there.items()}
    undecided = set(report["undecided"])
    for name in sorted((set(there) | set(report["files"])) - undecided):
        if name not in there:
            yield f"{name} is missing {where}"
        elif name not in report["files"]:
            yield f"{name} should not be there {where}"
        elif there[name] != report["files"][name]:
            yield f"{name} {where} does not hold what was written"


def _blocks_equal(cluster, path):
    """fio has verified what it wrote; the copies must be equal too."""
    found = [sums(os.path.join(node.path(path), "fio")) for node in cluster.members]
    for node, copy in zip(cluster.members[1:], found[1:]):
        if copy != found[0]:
            yield f"the blocks of fio differ between {cluster.members[0].name} and {node.name}"


def sums(top):
    """Path below the folder → SHA-256 of each file."""
    found = {}
    for path in everything(top):
        if os.path.isfile(path):
            with open(path, "rb") as file:
                found[os.path.relpath(path, top)] = hashlib.sha256(file.read()).hexdigest()
    return found
