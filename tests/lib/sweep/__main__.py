"""sweep RUN [--short] [--case REGEX] PHASE: sweeps the cluster in the folder RUN, .run/PREFIX.

PHASE is peers (the last node is no peer yet) or volumes (all nodes are peers). Prints a line for each case, and what is
wrong with it; status 1 when something is.
"""

import argparse
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "..", "bin", "lib"))
from sweep.nodes import Cluster, Supervisor  # noqa: E402
from sweep.sweep import Sweep  # noqa: E402
from sweep.workflows import not_swept  # noqa: E402


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("run")
    parser.add_argument("phase", choices=("peers", "volumes"))
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--case", default="")
    arguments = parser.parse_args()
    forgotten = not_swept(os.environ["BRICKLAYER_ROOT"])
    if forgotten:
        sys.exit(f"these workflows are not swept: {', '.join(forgotten)}; tell tests/lib/sweep/workflows.py of them")
    names = sorted(n for n in os.listdir(arguments.run) if os.path.exists(f"{arguments.run}/{n}/bricks.img"))
    cluster = Cluster(arguments.run, names)
    supervisor = Supervisor(cluster.nodes)
    supervisor.start()
    try:
        return Sweep(cluster, arguments).run()
    finally:
        supervisor.end()
        print(f"deaths: {supervisor.starts} processes were started again")


sys.exit(main())
