"""Builds the site, measures every case, prints a table and writes `build/bench.json`."""

import json
import os
import sys
from pathlib import Path


ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.projects.bench.settings"
    build = ROOT / "build"
    build.mkdir(exist_ok=True)
    for leftover in build.glob("bench.sqlite3*"):
        leftover.unlink()

    import django

    django.setup()

    from django.core.management import call_command

    from tests.bench.cases import make_cases
    from tests.bench.harness import measure, table
    from tests.bench.item_analysis import results as item_analysis
    from tests.environment import find_postgres

    call_command("migrate", verbosity=0)
    # Item analysis last: it leaves a million rows behind.
    results = [*(measure(case) for case in make_cases()), *item_analysis()]
    print(table(results))
    if find_postgres() is None:
        print("Left out: item analysis on PostgreSQL (no server found; install postgresql 15 or newer).")
    rows = [
        {"case": r.case, "ratio_cpu": r.ratio_cpu, "queries": r.queries, "bare_queries": r.bare_queries}
        for r in results
    ]
    (build / "bench.json").write_text(json.dumps(rows, indent=2) + "\n")
    over = [r.case for r in results if not r.is_met]
    if over:
        print(f"Over its goal: {', '.join(over)}")
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
