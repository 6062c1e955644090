"""``dev.py bench``: how light the add-on is, in a real Kodi against the sandbox, as a table.

Each figure is the median of repeated runs. CPU and memory are what the service adds to the same Kodi, seconds
are as a person sees them. Give it a machine with nothing else to do; all of it takes an hour and a quarter.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
import tempfile
from pathlib import Path

from in_kodi import releases
from tools.measures.figures import Figure, table

ROOT = Path(__file__).resolve().parents[1]
PARTS = ("size", "loading", "day", "speed", "rest")


def main(argv: list[str] | None = None) -> int:
    """Measure what the command line says and print it; 1 when an aim was missed."""
    options = _options(argv)
    in_kodi = {"loading", "speed", "rest"} & set(options.parts)
    try:
        if in_kodi and (obstacle := releases.obstacle(options.kodi)):
            raise RuntimeError(obstacle)
        if in_kodi:
            releases.prepare(options.kodi)
    except RuntimeError as error:
        print(f"Cannot start Kodi: {error}", file=sys.stderr)
        return 2
    figures = measure(options)
    print("", *table(figures), sep="\n")
    if options.json:
        found = {one.name.strip(): one.as_json() for one in figures}
        where = {"machine": platform.machine(), "system": platform.platform(), "kodi": options.kodi}
        options.json.write_text(json.dumps({**where, "figures": found}, indent=2) + "\n", encoding="utf-8")
    return 0 if all(one.is_met for one in figures) else 1


def measure(options: argparse.Namespace) -> list[Figure]:
    """Measure the parts that were chosen, the quick ones first."""
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory() as folder:
        from tools import package

        archive = package.build(ROOT, Path(folder))
        if "size" in options.parts:
            figures.append(Figure("the zip", "kB", (archive.stat().st_size / 1000,)))
        if "loading" in options.parts:
            from tools.measures import loading

            say("import times")
            figures += loading.figures(options.kodi)
        if "day" in options.parts:
            from tools.measures import day

            say("two weeks")
            figures += day.figures()
        if {"speed", "rest"} & set(options.parts):
            figures += _in_kodi(options, archive)
    return figures


def _in_kodi(options: argparse.Namespace, archive: Path) -> list[Figure]:
    """What needs a Kodi, all in one home: at rest as new, then sign-ins, then at rest with all accounts."""
    from in_kodi.hand import add_hand
    from in_kodi.installer import install_zip
    from in_kodi.kodi import Kodi
    from in_kodi.tv import TRACKERS, Tv
    from in_kodi.waiting import wait_for
    from sandbox import Sandbox
    from tools.measures import rest, speed

    figures: list[Figure] = []
    with Sandbox() as box, Kodi(box.environment, release=options.kodi) as kodi:
        tv = Tv(kodi, box)
        say("starting Kodi")
        kodi.start()
        install_zip(kodi, archive)
        add_hand(kodi)
        for kind in ("simkl-v2", "trakt", "tmdb"):
            tv.give_app(kind)
        if "speed" in options.parts:
            figures += speed.figures(tv, options.tries, say)
        if "rest" in options.parts:
            rest.turn_off(kodi)
            kodi.quit()
            figures += rest.figures(kodi, "no account", options.runs, options.idle, say)
            kodi.start()
            kodi.enable_addon(archive.name.rsplit("-", 1)[0])
            wait_for("the service", lambda: tv.state(TRACKERS[-1]))
            for tracker in TRACKERS:
                tv.sign_in(tracker)
            rest.turn_off(kodi)
            kodi.quit()
            figures += rest.figures(kodi, "three accounts", options.runs, options.idle, say)
    return figures


def say(line: str) -> None:
    """Tell whoever waits how far it is."""
    print(f"  {line} ...", file=sys.stderr, flush=True)


def _part(name: str) -> str:
    if name not in PARTS:
        raise argparse.ArgumentTypeError(f"{name!r} is none of {', '.join(PARTS)}")
    return name


def _options(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="dev.py bench", description=__doc__)
    parser.add_argument("parts", nargs="*", type=_part, help=f"what to measure: {', '.join(PARTS)} (all)")
    parser.add_argument("--idle", type=float, default=5, metavar="MINUTES", help="idle minutes (5)")
    parser.add_argument("--runs", type=int, default=3, help="starts of Kodi for each figure at rest (3)")
    parser.add_argument("--tries", type=int, default=10, help="sign-ins for each figure of speed (10)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all values there too")
    parser.add_argument("--kodi", choices=releases.RELEASES, default=releases.OWN, help="which Kodi (20)")
    options = parser.parse_args(argv)
    options.parts = options.parts or PARTS
    return options


if __name__ == "__main__":
    sys.exit(main())
