"""What is still to be healed of a replicated volume, by its bricks' own marks and by glusterfs's tool."""

import os
import re

from cluster import GLFSHEAL


def everything(top):
    """The folder, and each path below it, without glusterfs's own."""
    yield top
    for folder, folders, names in os.walk(top):
        if folder == top and ".glusterfs" in folders:
            folders.remove(".glusterfs")
        for name in folders + names:
            yield os.path.join(folder, name)


def blamed(cluster, path):
    """Those paths of which one brick says that another one missed a change; a brick that is away cannot heal."""
    found = []
    for node in cluster.members:
        if not node.bricks().get(path):
            found.append(f"{node.name}: {path} is not served")
        top = node.path(path)
        for at in everything(top):
            marks = _blames(at)
            if marks:
                found.append(f"{node.name}: {at[len(node.root):]} {marks}")
    return found


def _blames(path):
    try:
        names = [name for name in os.listxattr(path, follow_symlinks=False) if re.match(r"trusted\.afr\..*-client-", name)]
        marks = {name: os.getxattr(path, name, follow_symlinks=False).hex() for name in names}
    except OSError:
        return ""  # it was removed meanwhile
    return " ".join(f"{name}={value}" for name, value in marks.items() if value.strip("0"))


def heal_info(cluster, volume):
    """What glusterfs's own tool says is to be healed, as sentences; empty when nothing is."""
    node = next((node for node in cluster.members if node.serves()), None)
    if node is None:
        return ["no node serves, heal-info cannot be asked"]
    command = [GLFSHEAL, volume, "glusterd-sock", "/run/bricklayer/bricklayer.socket"]
    done = node.inside(command, 30, ("--mount", "--net", "--pid", "--uts", "--wdns=/"))
    if done is None:
        return ["heal-info does not end"]
    counts = re.findall(r"^Number of entries: (\S+)", done.stdout, re.M)
    if counts == ["0"] * len(cluster.members):
        return []
    return [f"heal-info of {volume}: entries {counts} instead of 0 on each brick"]
