#!/usr/bin/env python3
"""The table of bad requests; see tests/cluster/bad-input. Prints each wrong answer; status 1 when there is one.

Environment: PEER1, PEER2 (ids of the two peers), SELF, OTHER (their addresses), SILENT (an address whose peer port takes
connections and never answers), and the API's of api.py.
"""

import base64
import concurrent.futures
import json
import os
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "bin", "lib"))
import api  # noqa: E402

API = api.from_environment()
PEER1, PEER2 = os.environ["PEER1"], os.environ["PEER2"]
wrong = []


def volume(name="fresh", paths=("/bricks/fresh1", "/bricks/fresh2"), **more):
    bricks = [{"peerid": peer, "path": path} for peer, path in zip((PEER1, PEER2) * 4, paths)]
    subvol = {"type": "replicate", "replica": len(bricks), "bricks": bricks}
    return {"name": name, "subvols": [subvol], "flags": {"create-brick-dir": True}, **more}


def with_bricks(bricks, replica=None, **more):
    body = volume(**more)
    subvol = {"type": "replicate", "replica": replica or len(bricks), "bricks": bricks}
    return {**body, "subvols": [subvol]}


def judge(what, statuses, answer, begun, limit=10):
    """An answer must have one of the statuses, the error envelope with a sentence, and come in time."""
    status, _, body = answer
    took = time.monotonic() - begun
    problems = []
    if status not in statuses:
        problems.append(f"status {status} instead of {' or '.join(map(str, statuses))}")
    message = ""
    try:
        message = body["errors"][0]["message"]
    except (KeyError, TypeError, IndexError):
        problems.append("no error envelope")
    if len(message) < 8:
        problems.append("no sentence")
    if any(word in message for word in ("Exception", "\tat ", "dev.bricklayer", "java.")):
        problems.append("something of Java shows")
    if took > limit:
        problems.append(f"took {took:.1f} s")
    if problems:
        wrong.append(what)
        print(f"WRONG {what}: {'; '.join(problems)}: {json.dumps(body)[:300]}")
    else:
        print(f"ok    {what}: {status} {message[:120]}")


def bad(what, statuses, method, path, body=None, headers=None, limit=10):
    begun = time.monotonic()
    statuses = statuses if isinstance(statuses, tuple) else (statuses,)
    try:
        answer = API.request(method, path, body, headers)
    except OSError as error:
        wrong.append(what)
        print(f"WRONG {what}: no answer: {error!r}")
        return
    judge(what, statuses, answer, begun, limit)


def names():
    for what, name in [
        ("an empty name", ""),
        ("the name ..", ".."),
        ("a name with a slash", "a/b"),
        ("a name of 300 characters", "n" * 300),
        ("a name that is not ASCII", "größe"),
        ("a name that begins with a dash", "-v"),
    ]:
        bad(what, 400, "POST", "/v1/volumes", volume(name))
    bad("a volume that exists", (400, 409), "POST", "/v1/volumes", volume("taken"))
    bad("a volume that is not there", 404, "GET", "/v1/volumes/nothere")
    bad("the start of one that is not there", 404, "POST", "/v1/volumes/nothere/start")
    bad("the stop of one that never started", 400, "POST", "/v1/volumes/taken/stop")


def bodies():
    bad("a body that is not JSON", 400, "POST", "/v1/volumes", "{name: ")
    bad("an empty body", 400, "POST", "/v1/volumes", "")
    bad("a JSON array", 400, "POST", "/v1/volumes", "[]")
    bad("a JSON string", 400, "POST", "/v1/volumes", '"v"')
    bad("null", 400, "POST", "/v1/volumes", "null")
    bad("a number for the name", 400, "POST", "/v1/volumes", {**volume(), "name": {"a": 1}})
    bad("text for the subvolumes", 400, "POST", "/v1/volumes", {**volume(), "subvols": "many"})
    bad("text for the replica count", 400, "POST", "/v1/volumes", {"name": "x", "subvols": [{"replica": "three"}]})
    bad("10 MB", (400, 413), "POST", "/v1/volumes", json.dumps({**volume(), "metadata": {"k": "v" * 10_000_000}}))
    bad("an unknown flag", 400, "POST", "/v1/volumes", {**volume(), "flags": {"make-coffee": True}})
    bad("no bricks", 400, "POST", "/v1/volumes", {"name": "fresh", "subvols": []})
    bad("a transport that is none", 400, "POST", "/v1/volumes", {**volume(), "transport": "pigeon"})
    bad("5 KB of metadata", 400, "POST", "/v1/volumes", {**volume(), "metadata": {"k": "v" * 5000}})
    bad("a path that is no route", 404, "GET", "/v1/nothing")
    bad("a method that the route has not", 405, "PUT", "/v1/volumes")


def bricks():
    def refuse(what, paths, **more):
        bad(what, 400, "POST", "/v1/volumes", volume(paths=paths, **more))

    one = {"peerid": PEER1, "path": "/bricks/twice"}
    bad("the same brick twice", 400, "POST", "/v1/volumes", with_bricks([one, one]))
    inside = {"peerid": PEER1, "path": "/bricks/twice/inside"}
    bad("a brick inside another", 400, "POST", "/v1/volumes", with_bricks([one, inside]))
    refuse("a brick of another volume", ("/bricks/taken", "/bricks/fresh2"))
    refuse("a brick inside another volume's", ("/bricks/taken/inside", "/bricks/fresh2"))
    refuse("a brick that another volume's lies in", ("/bricks", "/bricks/fresh2"))
    refuse("a relative path", ("bricks/fresh1", "/bricks/fresh2"))
    refuse("a path with /../", ("/bricks/a/../b", "/bricks/fresh2"))
    refuse("an empty path", ("", "/bricks/fresh2"))
    refuse("a path with a zero byte", ("/bricks/a\0b", "/bricks/fresh2"))
    refuse("a path of 5000 characters", ("/bricks/" + "p" * 5000, "/bricks/fresh2"))
    refuse("a path on the root file system", ("/fresh1", "/bricks/fresh2"))
    refuse("a missing folder without the flag", ("/bricks/fresh1", "/bricks/there"), flags={})
    refuse("a missing parent without the flag", ("/bricks/no/parent/fresh1", "/bricks/there"), flags={})
    refuse("a mount point without the flag", ("/mp", "/bricks/there"), flags={})
    refuse("a file", ("/etc/hosts", "/bricks/fresh2"))
    bad("a read-only file system", (400, 500), "POST", "/v1/volumes", volume(paths=("/ro/fresh1", "/bricks/fresh2")))
    bad("a replica count that does not fit", 400, "POST", "/v1/volumes", with_bricks([one], replica=3))
    bad("a negative replica count", 400, "POST", "/v1/volumes", with_bricks([one], replica=-1))
    for kind, counts in (("arbiter", {"replica": 2, "arbiter": 2}), ("disperse", {"disperse-redundancy": 2})):
        pair = volume()["subvols"][0]["bricks"]
        subvol = {"type": "disperse" if kind == "disperse" else "replicate", "bricks": pair, **counts}
        bad(f"{kind} counts that do not fit", 400, "POST", "/v1/volumes", {**volume(), "subvols": [subvol]})
    unknown = {"peerid": "00000000-1111-2222-3333-444444444444", "path": "/bricks/fresh1"}
    bad("an unknown peer", (400, 404), "POST", "/v1/volumes", with_bricks([unknown, one]))
    bad("a peer id that is none", 400, "POST", "/v1/volumes", with_bricks([{"peerid": "x", "path": "/b"}, one]))


def same_brick_at_once():
    """Exactly one of two creates with one brick in common may succeed."""
    bodies_ = [volume(name, ("/bricks/contested", f"/bricks/own-{name}")) for name in ("left", "right")]
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda body: API.request("POST", "/v1/volumes", body), bodies_))
    statuses = sorted(answer[0] for answer in answers)
    if statuses[0] != 201 or statuses[1] not in (400, 409, 500):
        wrong.append("two creates with the same brick")
        print(f"WRONG two creates with the same brick at once: {json.dumps([a[2] for a in answers])[:600]}")
    else:
        print("ok    two creates with the same brick at once: one 201, one refused")
    for answer, body in zip(answers, bodies_):
        if answer[0] == 201:
            API.expect(204, "DELETE", "/v1/volumes/" + body["name"])


def peers():
    def refuse(what, statuses, address, limit=8):
        bad(what, statuses, "POST", "/v1/peers", {"addresses": [address]}, limit=limit)

    refuse("a peer whose address does not resolve", (400, 500), "no.such.host.invalid")
    refuse("a peer that refuses", 500, os.environ["SELF"] + ":9")
    refuse("a peer that does not answer", 500, os.environ["SILENT"])
    refuse("ourselves", (400, 409), os.environ["SELF"])
    refuse("a peer that is one already", 409, os.environ["OTHER"])
    refuse("an address that is none", 400, "::::")
    refuse("a port that is none", 400, os.environ["OTHER"] + ":99999")
    bad("no address", 400, "POST", "/v1/peers", {"addresses": []})
    bad("metadata that begins with _", 400, "POST", "/v1/peers", {"addresses": ["x"], "metadata": {"_a": "b"}})
    bad("a peer id that is none", 400, "GET", "/v1/peers/x")
    bad("an unknown peer", 404, "GET", "/v1/peers/00000000-1111-2222-3333-444444444444")
    bad("the removal of ourselves", 400, "DELETE", "/v1/peers/" + PEER1)
    bad("the removal of a peer with bricks", 403, "DELETE", "/v1/peers/" + PEER2)
    bad("an operation that is none", (400, 404), "GET", "/v1/operations/x")
    bad("an unknown operation", 404, "GET", "/v1/operations/00000000-1111-2222-3333-444444444444")


def tokens():
    def refuse(what, header):
        bad(what, 401, "GET", "/v1/volumes", headers={"Authorization": header})

    def unsigned(claims):
        def part(value):
            return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()

        return f"bearer {part({'alg': 'none', 'typ': 'JWT'})}.{part(claims)}."

    good = {"iss": "glustercli", "exp": int(time.time()) + 60, "qsh": "x"}
    refuse("an empty Authorization", "")
    refuse("another scheme", "Basic abc")
    refuse("a token that is none", "bearer abc")
    refuse("an expired token", "bearer " + api.token(API.secret, "GET", "/v1/volumes", -300))
    refuse("a token for a day", "bearer " + api.token(API.secret, "GET", "/v1/volumes", 86400))
    refuse("a token for another path", "bearer " + api.token(API.secret, "GET", "/v1/peers"))
    refuse("a token for another method", "bearer " + api.token(API.secret, "POST", "/v1/volumes"))
    refuse("a token of another secret", "bearer " + api.token("0" * 64, "GET", "/v1/volumes"))
    refuse("a token with alg none", unsigned(good))
    begun = time.monotonic()
    judge("no token", (401,), api.Api("http://" + API.host, "").request("GET", "/v1/volumes"), begun)


for part in (names, bodies, bricks, same_brick_at_once, peers, tokens):
    part()
sys.exit(1 if wrong else 0)
