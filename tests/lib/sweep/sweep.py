"""All cases of a phase, and the sum of them."""

import concurrent.futures
import itertools
import os
import re
import threading
import time

from sweep import history, state
from sweep.cases import FAULTS, Call, Case, Recording, all_of
from sweep.nodes import wait_until
from sweep.sample import in_sample
from sweep.trial import FaultFiles, Trial
from sweep.workflows import OF_PEERS, OF_VOLUMES, Peers, Volumes

# At the same time: cases that wait for time-outs most of the time, and operations that die with one process. A node
# takes eight activities at a time.
LANES = 6


class Sweep:
    """What is asked for by the command line, on that cluster."""

    def __init__(self, cluster, arguments):
        self.cluster = cluster
        self.arguments = arguments
        self.numbers = itertools.count(1)
        self.lock = threading.Lock()
        self.done = 0
        self.wrong = 0
        self.begun = time.monotonic()

    def run(self):
        peers = self.arguments.phase == "peers"
        work = Peers(self.cluster) if peers else Volumes(self.cluster)
        self.cluster.ready()
        recordings = [self._record(work, workflow) for workflow in (OF_PEERS if peers else OF_VOLUMES)]
        cases = [case for recording in recordings for case in all_of(recording)]
        if not peers:
            self._planted(work, recordings[0])
        chosen = [case for case in cases if self._chosen(case)]
        self._all(work, chosen, peers)
        calls = sum(len(recording.calls + recording.rollback) for recording in recordings)
        print(f"workflows: {', '.join(recording.workflow for recording in recordings)}")
        print(f"cases: {len(cases)} = {calls} activities x {len(FAULTS)} faults; run: {self.done}, "
              f"left out: {len(cases) - self.done}, violations: {self.wrong}")
        return 1 if self.wrong or self.done != len(chosen) or not chosen else 0

    def _chosen(self, case):
        if self.arguments.case:
            return re.search(self.arguments.case, str(case)) is not None
        return not self.arguments.short or in_sample(case)

    # --- recording -----------------------------------------------------------------------------------------------

    def _record(self, work, workflow):
        """A clean run, and one whose commit is refused; their calls are read from the engine's histories."""
        subject, start, goal, calls = self._history(work, workflow, [])
        commit = next(call for call in calls if call.is_commit)
        _, _, _, refused = self._history(work, workflow, [f"{commit.type} * refuse always"])
        rollback = tuple(call for call in refused if call not in calls)
        recording = Recording(workflow, tuple(calls), rollback, frozenset(start), frozenset(goal))
        print(f"recorded {workflow}: {', '.join(map(str, calls))}; its roll-back: {', '.join(map(str, rollback))}")
        return recording

    def _history(self, work, workflow, strikes):
        subject = work.subject(next(self.numbers))
        files = FaultFiles(self.cluster, subject)
        files.clear()
        work.prepare(workflow, subject)
        start = self._steady(subject)
        files.arm(strikes)
        status, answer = work.request(workflow, subject)
        files.clear()
        if (status < 300) == bool(strikes):
            raise RuntimeError(f"{workflow} was answered with {status} {answer}")
        short = self.cluster.cluster_id[:8]
        calls = [Call(*call) for call in history.calls(self.cluster, f"{short}/{subject}")]
        goal = self._steady(subject)
        work.clear(subject)
        return subject, start, goal, calls

    def _steady(self, subject):
        """What it is when it does not change any more: membership of etcd follows an operation."""
        before = None
        for _ in range(60):
            now = state.of_subject(self.cluster, subject)
            if now == before:
                return now
            before = now
            time.sleep(0.1 if subject != "cluster" else 1.5)
        raise RuntimeError(f"{subject} does not come to rest: {now}")

    # --- running -------------------------------------------------------------------------------------------------

    def _all(self, work, cases, peers):
        if peers:
            self._alternating(work, cases)
            return
        with concurrent.futures.ThreadPoolExecutor(LANES) as lanes:
            list(lanes.map(lambda case: self._one(work, case), (case for case in cases if not case.kills)))
        for batch in _together([case for case in cases if case.kills]):
            self._die_together(work, batch)

    def _alternating(self, work, cases):
        """Additions and removals in turns, as the peers stand, so that little has to be led up to."""
        left = list(cases)
        while left:
            there = work.is_peer()
            fitting = [case for case in left if (case.recording.workflow == "RemovePeer") == there]
            case = (fitting or left)[0]
            left.remove(case)
            if case.kills:
                self._die_together(work, [case])
            else:
                self._one(work, case)

    def _one(self, work, case):
        self._tell(Trial(self.cluster, work, case, next(self.numbers)).run())

    def _die_together(self, work, cases):
        """Operations that are all at their calls when the process dies: one death serves for all of them."""
        sign = os.path.join(self.cluster.faults, "die")
        trials = [Trial(self.cluster, work, case, next(self.numbers)) for case in cases]
        gate = threading.Barrier(len(trials))
        with concurrent.futures.ThreadPoolExecutor(len(trials)) as lanes:
            running = [lanes.submit(lambda trial=trial: self._tell(trial.run(gate))) for trial in trials]
            wait_until(120, lambda: all(trial.about_to_die() or run.done() for trial, run in zip(trials, running)))
            with open(sign, "w", encoding="ascii"):
                pass
            for run in running:
                run.result()
        os.remove(sign)

    def _tell(self, trial):
        with self.lock:
            self.done += 1
            self.wrong += bool(trial.violations)
            verdict = "WRONG" if trial.violations else "ok   "
            print(f"{time.monotonic() - self.begun:7.1f} s  {verdict} {trial.case}: {trial.told}", flush=True)
            for violation in trial.violations:
                print(f"                 {violation}", flush=True)

    # --- planted bugs --------------------------------------------------------------------------------------------

    def _planted(self, work, create):
        """The sweep finds bugs: an undo after which an effect comes again, and a key that is left, are planted."""
        release = next(call for call in create.undos)
        case = Case(create, create.commit, "FAILS_BEFORE")
        peers = {node.name: node.peer for node in self.cluster.nodes}
        spoilt = release if release.node != self.cluster.nodes[0].name else create.undos[-1]
        bug = f"{spoilt.type} {peers[spoilt.node]} spoil always"
        trial = Trial(self.cluster, work, case, next(self.numbers), [bug]).run()
        self._caught("an effect after its undo", trial, f"there is '{spoilt.node}: folder @ of no volume'")
        self._remove_spoilt(trial.subject, spoilt.node)

    def _caught(self, bug, trial, violation):
        found = [each for each in trial.violations if violation in each]
        if found:
            print(f"planted: {bug}; caught by {trial.case}: {found[0]}")
        else:
            self.wrong += 1
            print(f"WRONG  planted: {bug}; not caught by {trial.case}: {trial.violations}")

    def _remove_spoilt(self, subject, node):
        os.rmdir(self.cluster.node(node).path(f"/bricks/{subject.split('/')[1]}"))


def _together(cases):
    """Batches of cases that die in the same place."""
    by_place = {}
    for case in cases:
        by_place.setdefault(case.call.node, []).append(case)
    for same in by_place.values():
        for i in range(0, len(same), LANES):
            yield same[i : i + LANES]
