"""The calls that an operation made, read from its history in the workflow engine."""

import base64
import json
import os
import re
import subprocess
import time

CLOSED = re.compile("EVENT_TYPE_WORKFLOW_EXECUTION_(COMPLETED|FAILED|CANCELED|TERMINATED|TIMED_OUT)")


def calls(cluster, workflow_id):
    """(activity type, node's name or "") in the order in which they were scheduled, each once."""
    found = []
    for event in _events(cluster.nodes[0], workflow_id):
        call = _activity(cluster, event) or _local_activity(event)
        if call and call not in found:
            found.append(call)
    return found


def _events(node, workflow_id):
    """All of them; the answer to a request may come before the engine has the last ones."""
    until = time.monotonic() + 60
    while True:
        events = _events_now(node, workflow_id)
        if CLOSED.fullmatch(events[-1]["eventType"]) or time.monotonic() > until:
            return events
        time.sleep(0.2)


def _events_now(node, workflow_id):
    command = ["nsenter", "--target", str(node.init), "--net", "--", os.environ["TEMPORAL_BINARY"]]
    command += ["workflow", "show", "--address", "127.0.0.1:7233", "--workflow-id", workflow_id]
    command += ["--output", "json", "--no-json-shorthand-payloads"]
    answer = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    if answer.returncode != 0:
        raise RuntimeError(f"no history of {workflow_id}: {answer.stderr.strip()}")
    return json.loads(answer.stdout)["events"]


def _activity(cluster, event):
    scheduled = event.get("activityTaskScheduledEventAttributes")
    if scheduled is None:
        return None
    queue = scheduled["taskQueue"]["name"]
    peer = queue.split("/node-")[1] if "/node-" in queue else ""
    return scheduled["activityType"]["name"], cluster.name(peer)


def _local_activity(event):
    marker = event.get("markerRecordedEventAttributes")
    if marker is None or marker["markerName"] != "LocalActivity":
        return None
    payload = marker["details"]["type"]["payloads"][0]["data"]
    return json.loads(base64.b64decode(payload)), ""
