"""Prints the figures of item analysis in a new database as JSON: `python -m tests.bench.postgres`."""

import json
import sys
from dataclasses import asdict

import django


def main() -> None:
    django.setup()

    from django.db import connection

    from tests.bench.item_analysis import figures

    connection.creation.create_test_db(verbosity=0, serialize=False)
    sys.stdout.write(json.dumps(asdict(figures())))


if __name__ == "__main__":
    main()
