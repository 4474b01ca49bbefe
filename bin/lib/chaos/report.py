"""The figures of a run, for people and for programs."""

import json


def lines(figures):
    yield "fault           strikes  operations open then  longest until it worked again"
    for kind, row in figures["faults"].items():
        yield f"{kind:15} {row['strikes']:7}  {row['open']:20}  {row['back']:.1f} s"
    for missed in figures["missed"]:
        yield f"missed          {missed}"
    yield "requests        " + ", ".join(f"{count} x {word}" for word, count in figures["requests"].items())
    yield "operations      " + ", ".join(f"{count} x {word}" for word, count in figures["operations"].items())
    yield "reads           " + ", ".join(f"{count} x {word}" for word, count in figures["reads"].items())
    data = figures["data"]
    yield (
        f"data            {data['turns']['files']} steps on files, {data['turns']['fio']} runs of fio, "
        f"longest wait {data['longest']} s, errors {data['errors']} (without a quorum: {data['excused']}, "
        f"of a brick without space, right when read again: {data['passing']})"
    )
    yield f"settled         {figures['settled']}"


def write(path, figures):
    with open(path, "w", encoding="utf-8") as file:
        json.dump(figures, file, indent=1)
        file.write("\n")
