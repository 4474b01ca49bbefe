"""How each workflow is asked for, what it starts from, and how its subject is made away with. All that the sweep must
be told of a workflow."""

import os
import re
import shutil


class Volumes:
    """Operations on a volume of its own for each case: one brick on each node, of which node1's folder was there."""

    def __init__(self, cluster):
        self.cluster = cluster
        self.bricks = [node for node in cluster.nodes if node.peer in cluster.peers()]

    def subject(self, number):
        return f"volume/s{number:04}"

    def prepare(self, workflow, subject):
        volume = subject.split("/")[1]
        os.mkdir(self.bricks[0].path(f"/bricks/{volume}"))
        if workflow != "CreateVolume":
            self._lead("CreateVolume", subject)
        if workflow == "StopVolume":
            self._lead("StartVolume", subject)

    def _lead(self, workflow, subject):
        """What a case begins or ends with. The engine may still hold the lock of one whose worker died at its end."""
        answer = self.request(workflow, subject, {"Prefer": "wait=30"})
        if answer[0] >= 300:
            raise RuntimeError(f"what leads to a case failed: {answer}")

    def request(self, workflow, subject, headers=None):
        """Sends the request; the answer is (status, body)."""
        volume = subject.split("/")[1]
        method, path, body = {
            "CreateVolume": ("POST", "/v1/volumes", self._body(volume)),
            "StartVolume": ("POST", f"/v1/volumes/{volume}/start", {}),
            "StopVolume": ("POST", f"/v1/volumes/{volume}/stop", None),
            "DeleteVolume": ("DELETE", f"/v1/volumes/{volume}", None),
        }[workflow]
        status, _, answer = self.cluster.nodes[0].api.request(method, path, body, headers)
        return status, answer

    def clear(self, subject):
        """Deletes the volume if it exists; whatever is left after that is a leak."""
        volume = subject.split("/")[1]
        status, answer = self._status(f"/v1/volumes/{volume}")
        if status == 200:
            if answer["state"] == "Started":
                self._lead("StopVolume", subject)
            self._lead("DeleteVolume", subject)
        folder = self.bricks[0].path(f"/bricks/{volume}")
        if os.path.isdir(folder):
            shutil.rmtree(folder)  # with what glusterfs made in it

    def _status(self, path):
        status, _, answer = self.cluster.nodes[0].api.request("GET", path)
        return status, answer

    def _body(self, volume):
        bricks = [{"peerid": node.peer, "path": f"/bricks/{volume}"} for node in self.bricks]
        subvol = {"type": "replicate", "replica": len(bricks), "bricks": bricks}
        return {"name": volume, "subvols": [subvol], "flags": {"create-brick-dir": True}}


class Peers:
    """Operations on the cluster itself: the last node is added and removed."""

    def __init__(self, cluster):
        self.cluster = cluster
        self.outsider = cluster.nodes[-1]

    def subject(self, number):
        return "cluster"

    def is_peer(self):
        return self.outsider.peer in self.cluster.peers()

    def prepare(self, workflow, subject):
        if self.is_peer() != (workflow == "RemovePeer"):
            status, answer = self.request("AddPeer" if workflow == "RemovePeer" else "RemovePeer", subject)
            if status >= 300:
                raise RuntimeError(f"what leads to a case failed: {answer}")

    def request(self, workflow, subject):
        if workflow == "AddPeer":
            body = {"addresses": [f"{self.outsider.ip}:24008"]}
            status, _, answer = self.cluster.nodes[0].api.request("POST", "/v1/peers", body)
        else:
            status, _, answer = self.cluster.nodes[0].api.request("DELETE", f"/v1/peers/{self.outsider.peer}")
        return status, answer

    def clear(self, subject):
        """Nothing: the next case begins where this one ended."""


def not_swept(root):
    """The workflows of the product that this sweep knows nothing of."""
    path = os.path.join(root, "workflows/src/main/java/dev/bricklayer/workflows/Workflows.java")
    with open(path, encoding="utf-8") as file:
        known = re.findall(r"OperationKind\.\w+,\s*(\w+)\.class", file.read())
    if not known:
        raise RuntimeError(f"{path} lists no workflow")
    return sorted(set(known) - set(OF_VOLUMES + OF_PEERS))


OF_VOLUMES = ("CreateVolume", "StartVolume", "StopVolume", "DeleteVolume")
OF_PEERS = ("AddPeer", "RemovePeer")
