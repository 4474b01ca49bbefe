#!/usr/bin/env python3
"""Counts tests by layer from surefire's and failsafe's reports: count.py CHECKOUT. Status 1 if any failed or was skipped.

Layers: unit; workflow (those of the workflows module, in the in-memory engine); adapter (*IT: against real programs).
"""

import glob
import os
import sys
import xml.etree.ElementTree

NUMBERS = ("tests", "failures", "errors", "skipped", "time")


def layer(path):
    if "failsafe-reports" in path:
        return "adapter (real etcd, temporal, glusterfs)"
    return "workflow (in-memory engine)" if "/workflows/target" in path else "unit"


def main(checkout):
    sums = {}
    for kind in ("surefire", "failsafe"):
        reports = os.path.join("target", kind + "-reports", "TEST-*.xml")
        modules = os.path.join(checkout, "*"), os.path.join(checkout, "tests", "*")
        for path in [found for module in modules for found in glob.glob(os.path.join(module, reports))]:
            suite = xml.etree.ElementTree.parse(path).getroot()
            row = sums.setdefault(layer(path), dict.fromkeys(NUMBERS, 0.0))
            for number in NUMBERS:
                row[number] += float(suite.get(number, "0").replace(",", ""))
    print(f"\n{'layer':44}{'tests':>8}{'failed':>8}{'skipped':>9}{'seconds':>9}")
    for name, row in sorted(sums.items()):
        failed = row["failures"] + row["errors"]
        print(f"{name:44}{row['tests']:8.0f}{failed:8.0f}{row['skipped']:9.0f}{row['time']:9.1f}")
    total = {number: sum(row[number] for row in sums.values()) for number in NUMBERS}
    return 1 if total["failures"] + total["errors"] + total["skipped"] or not total["tests"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
