#!/usr/bin/env python3
"""Asks for many volumes at once, and for reads meanwhile.

    flood.py COUNT PEER   from GD2_ENDPOINTS; prints how often each status came, and what reads met; status 1 when a
                          read failed, when none was answered while an accepted create still ran, or when the creates got
                          another status than done, accepted or "too many"
"""

import base64
import collections
import hashlib
import hmac
import json
import os
import sys
import threading
import time
import urllib.error
import urllib.request

BASE = os.environ["GD2_ENDPOINTS"]
SECRET = os.environ["GD2_AUTH_SECRET"].encode()


def token(method, path):
    def part(value):
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=")

    qsh = hashlib.sha256(f"{method}&{path}".encode()).hexdigest()
    text = part({"alg": "HS256", "typ": "JWT"})
    text += b"." + part({"iss": "glustercli", "exp": int(time.time()) + 300, "qsh": qsh})
    sign = base64.urlsafe_b64encode(hmac.new(SECRET, text, hashlib.sha256).digest()).rstrip(b"=")
    return (text + b"." + sign).decode()


def call(method, path, body=None):
    request = urllib.request.Request(BASE + path, method=method, data=body)
    request.add_header("Authorization", "bearer " + token(method, path))
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status
    except urllib.error.HTTPError as refused:
        return refused.code


def main(count, peer):
    statuses = collections.Counter()
    lock = threading.Lock()
    start = threading.Barrier(count + 1)

    def create(number):
        brick = {"peerid": peer, "path": f"/bricks/flood/b{number}"}
        body = {"name": f"flood{number}", "subvols": [{"type": "distribute", "bricks": [brick]}]}
        body["flags"] = {"create-brick-dir": True}
        start.wait()
        try:
            status = call("POST", "/v1/volumes", json.dumps(body).encode())
        except OSError as failed:
            status = type(failed).__name__
        with lock:
            statuses[status] += 1

    threads = [threading.Thread(target=create, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    start.wait()
    slowest = 0.0
    answered = wrong = 0
    while any(thread.is_alive() for thread in threads):
        begun = time.monotonic()
        failed = call("GET", "/v1/volumes") != 200
        slowest = max(slowest, time.monotonic() - begun)
        wrong += failed
        # creates ran before the read and still run: it did not wait for them
        answered += not failed and any(thread.is_alive() for thread in threads)
        time.sleep(0.05)
    print(dict(statuses), f"reads answered meanwhile {answered}, failed {wrong}, slowest {slowest:.2f} s")
    done = statuses[201] + statuses[202]
    sys.exit(0 if done and done + statuses[429] == count and answered and not wrong else 1)


main(int(sys.argv[1]), sys.argv[2])
