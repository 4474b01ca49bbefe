#!/usr/bin/env python3
"""A minimal client of the ReST API for scripts: one request, with its token, by the standard library only.

    api.py METHOD PATH [BODY]       BODY is JSON text; prints the status and the body, each on its own lines
    api.py token METHOD PATH        prints the token for such a request, good for two minutes

The API is at $GD2_ENDPOINTS (the first of them); the secret is in $GD2_AUTH_SECRET.
"""

import base64
import hashlib
import hmac
import http.client
import json
import os
import sys
import time
import urllib.parse


def _b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def token(secret, method, path, lifetime=120):
    """The JWT (HS256) for one request: qsh is the SHA-256 of "METHOD&path", without the query."""
    now = int(time.time())
    qsh = hashlib.sha256(f"{method}&{urllib.parse.unquote(path.split('?')[0])}".encode()).hexdigest()
    claims = {"iss": "glustercli", "iat": now, "exp": now + lifetime, "qsh": qsh}
    signed = b".".join(_b64(json.dumps(part).encode()) for part in ({"alg": "HS256", "typ": "JWT"}, claims))
    return (signed + b"." + _b64(hmac.new(secret.encode(), signed, hashlib.sha256).digest())).decode()


class Api:
    """One node's API. Each request opens its own connection, as GD2's clients do. SECRET: the text, or what tells it."""

    def __init__(self, endpoint, secret, timeout=60):
        self.host = urllib.parse.urlsplit(endpoint).netloc
        self.secret = secret
        self.timeout = timeout

    def request(self, method, path, body=None, headers=None):
        """Returns (status, headers, decoded body or None)."""
        connection = http.client.HTTPConnection(self.host, timeout=self.timeout)
        sent = {"Accept": "application/json", "Connection": "close", **(headers or {})}
        secret = self.secret() if callable(self.secret) else self.secret
        if secret:
            sent.setdefault("Authorization", "bearer " + token(secret, method, path))
        data = None
        if body is not None:
            data = body if isinstance(body, (bytes, str)) else json.dumps(body)
            sent.setdefault("Content-Type", "application/json")
        try:
            try:
                connection.request(method, path, data, sent)
            except (BrokenPipeError, ConnectionResetError):
                pass  # a server may answer and close before it has read a body that is too large
            answer = connection.getresponse()
            raw = answer.read()
        finally:
            connection.close()
        try:
            decoded = json.loads(raw) if raw else None
        except ValueError:
            decoded = raw.decode(errors="replace")
        return answer.status, dict(answer.getheaders()), decoded

    def expect(self, status, method, path, body=None):
        """The decoded body of a request that must be answered with this status."""
        got, _, decoded = self.request(method, path, body)
        if got != status:
            raise RuntimeError(f"{method} {path}: status {got} instead of {status}: {json.dumps(decoded)}")
        return decoded


def from_environment(timeout=60):
    endpoint = os.environ.get("GD2_ENDPOINTS", "http://127.0.0.1:24007").split(",")[0]
    return Api(endpoint, os.environ.get("GD2_AUTH_SECRET", ""), timeout)


def main(arguments):
    if len(arguments) == 3 and arguments[0] == "token":
        print(token(from_environment().secret, *arguments[1:]))
        return
    if len(arguments) not in (2, 3):
        sys.exit(__doc__)
    status, _, body = from_environment().request(*arguments)
    print(status)
    if body is not None:
        print(body if isinstance(body, str) else json.dumps(body))


if __name__ == "__main__":
    main(sys.argv[1:])
