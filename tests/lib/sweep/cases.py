"""The cases: every call of every workflow, crossed with every fault."""

from dataclasses import dataclass

# What strikes. Each is a line of docs/testing.md.
FAULTS = (
    "FAILS_BEFORE",
    "ANSWERS_LOST",
    "HANGS",
    "TWICE",
    "DIES_BEFORE",
    "DIES_AFTER",
    "UNDO_FAILS_ONCE",
    "UNDOS_FAIL",
    "CANCELLED",
)

# Tried until they are answered, because without them an operation can go neither way.
DECISIONS = ("Operation.BeginUndo", "Operation.End")


@dataclass(frozen=True)
class Call:
    """An activity, and the node whose queue it is on; no node for the cluster's queue and for local ones."""

    type: str
    node: str

    def __str__(self):
        return f"{self.type} {self.node}".strip()

    @property
    def is_commit(self):
        return "Commit." in self.type

    @property
    def is_local(self):
        return self.is_commit or self.type.startswith("Operation.")

    @property
    def step(self):
        """Steps are named after their activities; every commit is called so."""
        if self.is_commit:
            return "commit"
        words = self.type.split(".")[1]
        return "".join("-" + c.lower() if c.isupper() and i else c.lower() for i, c in enumerate(words))


@dataclass(frozen=True)
class Recording:
    """What a workflow does: the calls of a clean run, those that only its roll-back makes, its start and its goal."""

    workflow: str
    calls: tuple
    rollback: tuple
    start: frozenset
    goal: frozenset

    @property
    def commit(self):
        return next(call for call in self.calls if call.is_commit)

    @property
    def undos(self):
        return tuple(call for call in self.rollback if not call.is_local)

    def is_after_commit(self, call):
        return call in self.calls and self.calls.index(call) > self.calls.index(self.commit)


@dataclass(frozen=True)
class Case:
    """One workflow, one call of it, one fault. A call of the roll-back is led to by a commit that is refused."""

    recording: Recording
    call: Call
    fault: str

    def __str__(self):
        where = " of the roll-back" if self.in_rollback else ""
        return f"{self.recording.workflow}: {self.fault} at {self.call}{where}"

    @property
    def in_rollback(self):
        return self.call in self.recording.rollback

    @property
    def kills(self):
        return self.fault in ("DIES_BEFORE", "DIES_AFTER")

    def strikes(self, peers):
        """The lines that arm it; peers: node's name → its peer id."""

        def line(call, action, times):
            return f"{call.type} {peers[call.node] if call.node else '*'} {action} {times}"

        lines = [line(self.call, *self._action())]
        if self.fault in ("UNDO_FAILS_ONCE", "UNDOS_FAIL"):
            undo = ("fail", 1) if self.fault == "UNDO_FAILS_ONCE" else ("refuse", "always")
            lines += [line(each, *undo) for each in self.recording.undos if each != self.call]
        if self.in_rollback:
            lines.append(line(self.recording.commit, "refuse", "always"))
        return lines

    def _action(self):
        decision = self.call.type in DECISIONS
        undo = self.in_rollback and not decision
        return {
            "FAILS_BEFORE": ("fail", 2) if decision else ("refuse", "always"),
            "ANSWERS_LOST": ("lose", 2 if decision else "always"),
            "HANGS": ("hang", 1 if decision else "always"),
            "TWICE": ("twice", 1),
            "DIES_BEFORE": ("die-before", 1),
            "DIES_AFTER": ("die-after", 1),
            "UNDO_FAILS_ONCE": ("lose", 2) if decision else ("fail", 1) if undo else ("refuse-after", "always"),
            "UNDOS_FAIL": ("lose", 2) if decision else ("refuse", "always") if undo else ("refuse-after", "always"),
            "CANCELLED": ("cancel", 1),
        }[self.fault]

    @property
    def must(self):
        """Whether it has to succeed; None where both ends are right and only the truth counts."""
        if self.in_rollback:
            return False
        if self.recording.is_after_commit(self.call) or self.fault == "TWICE":
            return True
        if self.kills:
            return None
        if self.call.is_commit and self.fault in ("ANSWERS_LOST", "UNDO_FAILS_ONCE", "UNDOS_FAIL"):
            return True
        if self.fault == "CANCELLED" and self.call.is_local:
            return None
        return False

    @property
    def code(self):
        """The error's code when it fails as planned."""
        if self.in_rollback:
            return "FORBIDDEN"
        return {
            "FAILS_BEFORE": "FORBIDDEN",
            "ANSWERS_LOST": "UNAVAILABLE",
            "HANGS": "STEP_TIMED_OUT",
            "UNDO_FAILS_ONCE": "FORBIDDEN",
            "UNDOS_FAIL": "FORBIDDEN",
            "CANCELLED": "CANCELLED",
        }.get(self.fault)


def all_of(recording):
    return [Case(recording, call, fault) for call in recording.calls + recording.rollback for fault in FAULTS]
