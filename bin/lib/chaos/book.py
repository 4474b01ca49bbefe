"""What was asked of the cluster and what it answered, as its clients saw it."""

import itertools
import threading
import time
from collections import Counter
from dataclasses import dataclass, field

KINDS = {
    "create": "CREATE_VOLUME",
    "start": "START_VOLUME",
    "stop": "STOP_VOLUME",
    "delete": "DELETE_VOLUME",
    "add-peer": "ADD_PEER",
    "remove-peer": "REMOVE_PEER",
}


@dataclass
class Request:
    """One change that was asked for. Written by the thread that asked, read by others."""

    number: int
    verb: str
    entity: str  # the volume, or the peer's address
    node: str
    sent: float  # since the epoch
    status: int = 0  # 0: no answer
    done: float = 0.0  # when there was an answer, or none any more to be waited for
    operation: str = ""  # the operation that the answer names
    outcome: str = ""  # the outcome that the answer names
    message: str = ""
    trouble: str = ""  # why there was no answer
    ended: bool = False  # answered, and its operation is known to have ended
    excuses: list = field(default_factory=list)

    def line(self):
        how = f"status {self.status}" if self.status else f"no answer ({self.trouble})"
        named = f", operation {self.operation}" if self.operation else ""
        return f"{self.verb} {self.entity} at {self.node}: {how}{named}{': ' + self.message if self.message else ''}"


class Book:
    def __init__(self, tell):
        self.tell = tell  # of requests that did not succeed
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()
        self.requests = []
        self.reads = Counter()
        self.wrong_reads = []
        self.longest = 0.0

    def sends(self, verb, entity, node):
        with self._lock:
            request = Request(next(self._numbers), verb, entity, node.name, time.time())
            self.requests.append(request)
            return request

    def open(self):
        """Requests whose operation has not been seen to end: those that a fault may strike."""
        with self._lock:
            return [request for request in self.requests if not request.ended]

    def read(self, result, wrong=""):
        with self._lock:
            self.reads[result] += 1
            if wrong:
                self.wrong_reads.append(wrong)

    def answers(self):
        """How many requests got which status; 0 is no answer."""
        with self._lock:
            return Counter(request.status for request in self.requests)


def ask(book, node, verb, entity, method, path, body=None, timeout=50):
    """Sends one changing request and notes what comes back."""
    request = book.sends(verb, entity, node)
    try:
        status, headers, answer = node.api(timeout).request(method, path, body)
    except Exception as error:  # refused, too slow, or cut off
        request.trouble = f"{type(error).__name__}: {error}"
    else:
        _understand(request, status, headers, answer)
    request.done = time.time()
    if request.status not in (200, 201, 204):
        book.tell("         " + request.line())
    book.longest = max(book.longest, request.done - request.sent)
    request.ended = request.status not in (0, 202) and not _noted(request)
    return request


def _noted(request):
    return request.status == 503 and bool(request.operation)


def _understand(request, status, headers, answer):
    request.operation = headers.get("X-Bricklayer-Operation", "")
    if status >= 400 and isinstance(answer, dict):
        error = (answer.get("errors") or [{}])[0]
        fields = error.get("fields") or {}
        request.message = str(error.get("message", "")).split("\n")[0][:300]
        request.operation = request.operation or fields.get("operation-id", "")
        request.outcome = fields.get("outcome", "")
    elif status >= 400:
        request.message = str(answer)[:300]
    request.status = status  # last: whoever sees it sees the rest
