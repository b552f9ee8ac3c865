"""Refresh the golden numbers of the tests, on purpose only: print what moves, then write it.

python tools/refresh_golden.py            refresh all cases
python tools/refresh_golden.py --check    print what would move, write nothing; exit code 1 if anything does
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests import golden_alliances_kit as alliances
from tests import golden_hindcast_kit as hindcast
from tests.golden_kit import CASES, differences, measure, stored, write

from aicompete.analysis.hindcast.counts import inside


def main(arguments: list[str]) -> int:
    only_check = "--check" in arguments
    moved = 0
    for case in CASES:
        table = measure(case)
        lines = list(differences(stored(case), table))
        moved += len(lines)
        print(f"{case}: {len(lines)} of {sum(map(len, table.values()))} numbers move")
        print("\n".join(f"  {line}" for line in lines), end="\n" if lines else "")
        if not only_check:
            write(case, table)
    moved += replay(only_check)
    return 1 if only_check and moved else 0


def replay(only_check: bool) -> int:
    """The golden hindcast, with the targets that come inside their bands or leave them."""
    found, (targets, scores, _) = hindcast.measure(), hindcast.stored()
    table = hindcast.numbers(found.table, found.scores)
    lines = list(differences(hindcast.numbers(targets, scores), table))
    print(f"hindcast: {len(lines)} of {sum(map(len, table.values()))} numbers move")
    print(
        "\n".join(f"  {line}" for line in [*hindcast.turned(targets, found.table), *lines]), end="\n" if lines else ""
    )
    for use in ("calibrate", "test"):
        hits, total = inside(found.table, use)
        print(f"  {use}: {hits} of {total} inside their bands")
    if not only_check:
        hindcast.write(found)
        alliances.write(alliances.measure())
        print("now: python tools/make_docs.py")
    return len(lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
