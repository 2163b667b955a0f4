"""`python -m tests`: the suite on SQLite, then in Chromium, then on a throw-away PostgreSQL server.

Arguments are handed on to pytest. The last lines say what could not be tried on this machine.
"""

import os
import subprocess
import sys

from tests.environment import POSTGRES_PORT_VARIABLE, find_postgres, is_ci, left_out
from tests.postgres_server import postgres_server


NO_TESTS_COLLECTED = 5


def run_pytest(expression: str, arguments: list[str], *options: str, **environment: str) -> bool:
    """Whether it passed. That nothing was found is a failure, unless somebody asked for part of the suite."""
    command = [sys.executable, "-m", "pytest", "-m", expression, *options, *arguments]
    code = subprocess.run(command, env={**os.environ, **environment}, check=False).returncode
    return code == 0 or (code == NO_TESTS_COLLECTED and bool(arguments))


def run_postgres_tests(arguments: list[str]) -> bool:
    if POSTGRES_PORT_VARIABLE in os.environ:
        return run_pytest("postgres", arguments)
    programs = find_postgres()
    if programs is None:
        return True
    with postgres_server(programs) as port:
        return run_pytest("postgres", arguments, **{POSTGRES_PORT_VARIABLE: str(port)})


def main(arguments: list[str]) -> int:
    passed = [
        run_pytest("not postgres and not browser", arguments, "-n", "auto"),
        run_pytest("browser", arguments),
        run_postgres_tests(arguments),
    ]
    missing = left_out()
    print("\n".join(missing) or "Nothing was left out.")
    if missing and is_ci():
        print("CI=true: nothing may be left out, so this counts as a failure.")
    return 0 if all(passed) and not (missing and is_ci()) else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
