"""``dev.py soak``: hours of a box's life against the sandbox with everything going wrong; the figures."""

import argparse
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FAULTS_AN_HOUR = 200

sys.path.insert(0, str(ROOT / "tests/fakes/modules"))  # the service runs on pretended xbmc modules


def main() -> int:
    """Run one storm and print what happened; 1 when a sign-in was lost."""
    parser = argparse.ArgumentParser(prog="dev.py soak", description=__doc__)
    parser.add_argument("--hours", type=float, default=1.0, help="hours of the box's time (default: 1)")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1_000_000))
    parser.add_argument(
        "--strict", action="store_true", help="Trakt's tokens work once, without a grace period"
    )
    options = parser.parse_args()
    from storm.storm import storm

    faults = max(1, int(options.hours * FAULTS_AN_HOUR))
    print(f"{faults} faults in {options.hours:g} hours, seed {options.seed}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        outcome = storm(
            Path(folder), options.seed, options.hours, faults, not options.strict, _progress(faults)
        )
    kinds: Counter[str] = Counter()
    for name, count in outcome.happened.items():
        kinds[name.split(":")[0].split(",")[0]] += count
    print(*(f"  {count:6}  {name}" for name, count in sorted(kinds.items())), sep="\n")
    print(f"faults survived     {faults}")
    print(f"restarts of Kodi    {outcome.restarts}")
    print(f"refreshes           {outcome.refreshes}")
    print(f"requests            {outcome.requests}, at most {outcome.busiest_minute} a minute to one tracker")
    print(f"lost sign-ins       {len(outcome.lost)} {' '.join(outcome.lost)}".rstrip())
    print(*(f"rule broken: {violation}" for violation in outcome.violations), sep="\n", end="")
    return 1 if outcome.lost or outcome.violations else 0


def _progress(faults: int) -> Callable[[int], None]:
    def watch(done: int) -> None:
        if done % max(1, faults // 10) == 0:
            print(f"  {done} of {faults}", flush=True)

    return watch


if __name__ == "__main__":
    sys.exit(main())
