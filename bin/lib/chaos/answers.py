"""Whether what clients were told agrees with the records of operations, and every operation is accounted for."""

from collections import Counter

from book import KINDS

SUCCESS = (200, 201, 204)
# a node that is changing clusters, an engine or a store that is away, another operation that is running
TRY_AGAIN = (409, 503)


def violations(book, records, baseline, seen, disturbed):
    """`baseline`: ids of operations from before; `seen`: those that the API has told of as decided."""
    for request in list(book.requests):
        yield from _request(request, records, disturbed)
    for operation in sorted(seen - set(records)):
        yield f"operation {operation}, which the API told of, has no record"
    yield from _asked_for(book, records, baseline)
    for wrong in book.wrong_reads:
        yield f"a read was not answered: {wrong}"


def _request(request, records, disturbed):
    if request.operation:
        record = records.get(request.operation)
        if record is None and "was noted is not known" in request.message:
            return  # it never was
        if record is None:
            yield f"lost: {request.line()}; the operation has no record"
        else:
            yield from _agrees(request, record)
        return
    if request.status in SUCCESS or request.status == 202:
        yield f"an answer without an operation: {request.line()}"
    elif request.status == 0:
        if not disturbed(request.node, request.sent, request.done):
            yield f"no answer from a node that nobody disturbed: {request.line()}"
    elif request.status in (400, 404):
        if not request.excuses:
            yield f"refused without a reason that is known: {request.line()}"
    elif request.status == 500 and request.verb.endswith("-peer"):
        return  # PEER_REFUSED, or the joiner was not reached
    elif request.status not in TRY_AGAIN:
        yield f"an answer that says nothing of use: {request.line()}"


def _agrees(request, record):
    outcome = record.get("outcome")
    if record["kind"] != KINDS[request.verb]:
        yield f"{request.line()}; but that operation is {record['summary']}"
    elif request.status in SUCCESS and outcome != "SUCCEEDED":
        yield f"{request.line()}; but its record says {outcome}"
    elif request.outcome and request.outcome != outcome:
        yield f"{request.line()} ({request.outcome}); but its record says {outcome}"
    elif request.status >= 400 and request.status != 503 and outcome == "SUCCEEDED":
        yield f"{request.line()}; but its record says {outcome}"


def _asked_for(book, records, baseline):
    """Nothing was done that nobody asked for, or more often than it was asked for."""
    asked = Counter(KINDS[request.verb] + " " + _entity(request.verb, request.entity) for request in book.requests)
    done = Counter(
        record["kind"] + " " + _entity(record["kind"], record["entity"])
        for key, record in records.items()
        if key not in baseline
    )
    for what, count in done.items():
        if count > asked[what]:
            yield f"{count} operations {what}, asked for {asked[what]} times"


def _entity(kind, entity):
    """A peer has an address for those who ask and an id in the record."""
    return "the spare node" if kind.lower().replace("_", "-").endswith("-peer") else entity
