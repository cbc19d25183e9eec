"""The process that is killed: it reports posts, keeps files and takes steps until it dies.

`python -m tests.prove._dying ACKNOWLEDGED` waits for a line, then makes a copy of itself that acts as fast as it can;
whoever reads the copy's number from it may kill that copy at any moment. A line goes to ACKNOWLEDGED only after the act
is done, as a page would be sent: what stands there may never be lost.
"""

import os
import random
import sys
from pathlib import Path

import django


def act_until_killed(seed: int, acknowledged: Path) -> None:
    """Act and acknowledge, and never come back."""
    from schools.reach import across_schools
    from tests.prove._acts import ACTS

    dice, out = random.Random(seed), os.open(acknowledged, os.O_WRONLY | os.O_APPEND)
    with across_schools("tests"):
        while True:
            name = dice.choice(list(ACTS))
            os.write(out, f"{name} {ACTS[name].do(dice)}\n".encode())


def main(acknowledged: Path) -> None:
    """Make a copy for each line that comes, say its number, and wait for its end."""
    django.setup()
    from django.db import connections

    import tests.prove._acts  # now, so that a copy starts at once

    assert tests.prove._acts
    for line in sys.stdin:
        connections.close_all()
        child = os.fork()
        if child == 0:
            try:
                act_until_killed(int(line), acknowledged)
            finally:  # the database died first: end here, and not as a second mother
                os._exit(1)
        print(child, flush=True)
        os.waitpid(child, 0)
        print("gone", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
