"""One case: its fault is armed, the operation is asked for, and what came of it is judged."""

import json
import os
import threading
import time

from sweep import state
from sweep.nodes import wait_until

ENDS_WITHIN = 150
SETTLES_WITHIN = 30
# a peer that could not be told that it was removed asks every 15 s, and leaves when its record is gone for 30 s
LEAVES_WITHIN = 75


class FaultFiles:
    """The files of one subject that the fault points of all nodes look at."""

    def __init__(self, cluster, subject):
        self.folder = cluster.faults
        self.name = subject.replace("/", "_")

    def _path(self, suffix=""):
        return os.path.join(self.folder, self.name + suffix)

    def arm(self, lines):
        with open(self._path(".new"), "w", encoding="ascii") as file:
            file.write("\n".join(lines) + "\n")
        os.rename(self._path(".new"), self._path())

    def disarm(self):
        if os.path.exists(self._path()):
            os.remove(self._path())

    def wake(self):
        """Wakes what hangs; true when all of it has come to its end."""
        with open(self._path(".wake"), "w", encoding="ascii"):
            pass
        return wait_until(60, lambda: len(self.log("woke")) == len(self.log("HANG begins")))

    def answered(self):
        """The request to cancel has its answer."""
        with open(self._path(".cancelled"), "w", encoding="ascii"):
            pass

    def log(self, text=""):
        try:
            with open(self._path(".log"), encoding="utf-8") as file:
                return [line for line in file.read().splitlines() if text in line]
        except FileNotFoundError:
            return []

    def clear(self):
        for name in os.listdir(self.folder):
            if name == self.name or name.startswith(self.name + "."):
                os.remove(os.path.join(self.folder, name))


class Trial:
    """Runs one case; what is wrong is in violations, how it went in told."""

    def __init__(self, cluster, work, case, number, extra=()):
        """extra: further lines to arm, for bugs that are planted."""
        self.cluster, self.work, self.case, self.extra = cluster, work, case, extra
        self.subject = work.subject(number)
        self.files = FaultFiles(cluster, self.subject)
        self.violations = []
        self.told = ""
        self.cancelled = None  # the answer to the cancellation: status, body
        self.record = None

    def run(self, gate=None):
        """gate: where several cases wait for each other before they ask for their operations."""
        begun = time.monotonic()
        try:
            self._run(gate)
        except Exception as error:  # the case says what became of it; the sweep goes on
            self.violations.append(f"the case broke off: {error!r}")
            if gate:
                gate.abort()
            self.files.disarm()
            self.files.wake()
        self.told += f" ({time.monotonic() - begun:.1f} s)"
        return self

    def _run(self, gate):
        case = self.case
        self.files.clear()
        self.work.prepare(case.recording.workflow, self.subject)
        self._settle("before it", case.recording.start)
        revision, _ = self.cluster.etcd().list(self.cluster.root() + "operations/", limit="1", keys_only=True)
        peers = {node.name: node.peer for node in self.cluster.nodes}
        self.files.arm(case.strikes(peers) + list(self.extra))
        if gate:
            gate.wait(90)
        cancelling = self._cancelling(revision)
        answer = self._request()
        ended, debts = self._await_end(revision)
        at_end = state.of_subject(self.cluster, self.subject)
        self.files.disarm()
        if cancelling:
            cancelling.join()
        if not ended:
            self.violations.append(f"the operation has not ended: {self.record}")
            return
        self.told = self.record["outcome"]
        self._struck()
        self._judge(answer, at_end, debts)
        if not self.files.wake():
            self.violations.append(f"what hung has not ended: {self.files.log()}")
        self.cluster.ready()
        wanted = case.recording.goal if self.succeeded else case.recording.start
        self._settle("after it, when all nodes are there and what hung has woken", wanted)
        self._journals()
        self._cancellation()
        self.files.clear()
        self.work.clear(self.subject)

    def about_to_die(self):
        return bool(self.files.log("DIE_"))

    @property
    def succeeded(self):
        return self.record["outcome"] == "SUCCEEDED"

    def _request(self):
        """(status, body); None when the node died meanwhile."""
        try:
            return self.work.request(self.case.recording.workflow, self.subject)
        except OSError:
            return None

    def _cancelling(self, since):
        """A thread that cancels the operation through the API as soon as the call has begun."""
        if self.case.fault != "CANCELLED":
            return None

        def cancel():
            if wait_until(60, lambda: self.files.log("CANCEL begins"), 0.02):
                record = wait_until(10, lambda: self._noted(since)[0])
                path = f"/v1/operations/{record['id']}/cancel"
                try:
                    answer = self.cluster.nodes[0].api.request("POST", path, None, {"Prefer": "respond-async"})
                    self.cancelled = (answer[0], answer[2])
                except OSError as error:
                    self.violations.append(f"the cancellation was not answered: {error}")
                self.files.answered()

        thread = threading.Thread(target=cancel)
        thread.start()
        return thread

    def _noted(self, since):
        """The record of the operation that began after that revision, and the revision that wrote it; or None, 0."""
        kind = "".join("_" + c if c.isupper() else c for c in self.case.recording.workflow).strip("_").upper()
        _, found = self.cluster.etcd().list(self.cluster.root() + "operations/", min_create_revision=str(since + 1))
        for value, revision in found.values():
            record = json.loads(value)
            if record["subject"] == self.subject and record["kind"] == kind:
                return record, revision
        return None, 0

    def _await_end(self, since):
        """Waits for the end of that operation; (whether it ended, its debts then)."""

        def ended():
            record, revision = self._noted(since)
            if record:
                self.record = record
            return revision if record and record["state"] == "ENDED" else 0

        revision = wait_until(ENDS_WITHIN, ended)
        if not revision:
            return False, []
        _, debts = self.cluster.etcd().list(self.cluster.root() + "debts/", revision=str(revision))
        mine = [json.loads(value) for value, _ in debts.values()]
        return True, [debt for debt in mine if debt["operation"] == self.record["id"]]

    def _check(self, right, violation):
        if not right:
            self.violations.append(violation)

    def _settle(self, when, wanted):
        differences = []

        def same():
            differences[:] = state.differences(state.of_subject(self.cluster, self.subject), wanted)
            return not differences

        within = LEAVES_WITHIN if self.subject == "cluster" else SETTLES_WITHIN
        if not wait_until(3 if self.extra else within, same, 0.1):
            self.violations.append(f"{when} {', '.join(differences)}")

    def _struck(self):
        """A case whose fault did not strike has tested nothing."""
        begun = [line.split()[2] for line in self.files.log(" begins")]
        if self.case.call.type not in begun:
            self.violations.append("its fault did not strike")

    def _judge(self, answer, at_end, debts):
        record, case = self.record, self.case
        undone = [step for step in record["steps"] if step["undo"]]
        left = [step for step in undone if step["state"] != "UNDONE"]
        if case.must is not None:
            why = (record.get("error") or {}).get("message", "")
            self._check(self.succeeded == case.must, f"it ended as {record['outcome']}: {why}")
        if self.succeeded:
            self._check(record.get("error") is None, "it succeeded and has an error")
            self._check(not debts, f"it succeeded and has debts: {debts}")
            late = [step.get("peer") for step in record["steps"] if step["state"] != "DONE"]
            self._at_end(at_end, case.recording.goal, late, "is not at the goal, and its step says it is")
        else:
            self._failed(undone, left, debts)
            owing = [debt["peer"] for debt in debts]
            self._at_end(at_end, case.recording.start, owing, "is not as it was, and has no debt")
        self._answered(answer)

    def _at_end(self, at_end, wanted, excused, what):
        excused = {self.cluster.name(peer) for peer in excused}
        if self.subject == "cluster" and excused:
            excused.add("etcd")  # its members are the joiner's or the leaver's
        for line in state.differences(at_end, wanted, excused):
            place = line.split("'")[1].split(":")[0]
            # a node that leaves answers before it has left
            if self.subject != "cluster" or not self.succeeded:
                self.violations.append(f"at its end {place} {what}: {line}")

    def _failed(self, undone, left, debts):
        record, case = self.record, self.case
        error = record.get("error")
        if not error:
            self.violations.append("it failed, and nothing tells why")
            return
        right = (
            "PARTLY_ROLLED_BACK"
            if left
            else "CANCELLED" if error["code"] == "CANCELLED" else "ROLLED_BACK" if undone else "FAILED"
        )
        self._check(record["outcome"] == right, f"its record says {record['outcome']}, it is {right}")
        owed = sorted((debt["peer"], step) for debt in debts for step in debt["steps"])
        due = sorted((step["peer"], step["name"]) for step in left)
        self._check(owed == due, f"the debts are {owed}, left is {due}")
        self._check(("not undone" in error["message"]) == bool(left), f"it hides or invents what is left: {error}")
        fields = error["fields"]
        self._check(fields.get("operation-id") == record["id"], f"the operation is not told: {fields}")
        if case.code and case.must is False:
            self._check(error["code"] == case.code, f"the code is {error['code']} and should be {case.code}: {error}")
            if case.code != "CANCELLED":
                self._blame(fields, error)
        if case.fault == "UNDOS_FAIL" and not case.call.is_local and undone:
            self._check(bool(left), "each undo failed, and nothing is said to be left")

    def _blame(self, fields, error):
        at = self.case.recording.commit if self.case.in_rollback else self.case.call
        self._check(fields.get("step") == at.step, f"the step told is {fields.get('step')} and should be {at.step}")
        if at.node:
            told = self.cluster.name(fields.get("peer-id"))
            self._check(told == at.node, f"the peer told is {told} and should be {at.node}: {error}")

    def _answered(self, answer):
        """What the user was told is what the record says; 202 tells nothing yet."""
        if answer is None or answer[0] in (202, 503):
            return
        status, body = answer
        self._check((status < 300) == self.succeeded, f"the answer was {status}, the record says {self.told}")
        if status >= 300 and not self.succeeded:
            told = body["errors"][0]["message"] if isinstance(body, dict) and body.get("errors") else body
            message = self.record["error"]["message"]
            self._check(told == message, f"the answer says '{told}', the record '{message}'")

    def _cancellation(self):
        if self.case.fault != "CANCELLED":
            return
        if self.cancelled is None:
            self.violations.append("nobody cancelled it")
            return
        status, body = self.cancelled
        self._check(
            status in (200, 202, 409) and (status == 409) == self.succeeded,
            f"the cancellation was answered with {status} {body}, and it ended as {self.told}",
        )

    def _journals(self):
        left = []

        def clean():
            left[:] = [
                line
                for node in self.cluster.nodes
                for line in state.journal_leftovers(node, self.record["id"])
                if not self.succeeded
            ]
            return not left

        if not wait_until(SETTLES_WITHIN, clean, 0.2):
            self.violations.append(", ".join(left))
