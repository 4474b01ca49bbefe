#!/usr/bin/env python3
"""Runs and times things inside a node's namespaces for bench.py: one JSON request a line on stdin, one answer a line.

Living inside the namespaces, it measures a command from its start to its exit and nothing else.
    {"run": [command...], "environment": {}}              → {"seconds", "status", "output"}
    {"rest": [method, path, body], "endpoint", "secret"}  → {"seconds", "status", "body", "headers"}
    {"write": "host:/volume"}                             → {"seconds", "status", "output"}: mounts, writes; unmounts
                                                            afterwards, untimed
"""

import json
import os
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import api  # noqa: E402

MOUNT_POINT = "/mnt/bench"


def run(command, environment=None):
    whole = {**os.environ, **(environment or {})}
    begun = time.perf_counter()
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, env=whole)
    return {
        "seconds": time.perf_counter() - begun,
        "status": done.returncode,
        "output": (done.stdout + done.stderr).strip(),
    }


def rest(call, endpoint, secret):
    client = api.Api(endpoint, secret)
    begun = time.perf_counter()
    status, headers, body = client.request(*call)
    return {"seconds": time.perf_counter() - begun, "status": status, "body": body, "headers": headers}


def write(volume):
    os.makedirs(MOUNT_POINT, exist_ok=True)
    begun = time.perf_counter()
    answer = run(["mount", "-t", "glusterfs", volume, MOUNT_POINT])
    if answer["status"] != 0 or not os.path.ismount(MOUNT_POINT):
        return {**answer, "status": answer["status"] or 1}
    answer["status"] = 1
    while answer["status"] and time.perf_counter() - begun < 20:
        try:
            with open(os.path.join(MOUNT_POINT, "first"), "w", encoding="ascii") as file:
                file.write("hello")
            answer["status"] = 0
        except OSError as error:
            answer["output"] = str(error)
            time.sleep(0.005)
    answer["seconds"] = time.perf_counter() - begun
    return answer


def main():
    for line in sys.stdin:
        request = json.loads(line)
        if "run" in request:
            answer = run(request["run"], request.get("environment"))
        elif "rest" in request:
            answer = rest(request["rest"], request["endpoint"], request["secret"])
        else:
            answer = write(request["write"])
        print(json.dumps(answer), flush=True)
        if "write" in request:
            run(["umount", MOUNT_POINT])


if __name__ == "__main__":
    main()
