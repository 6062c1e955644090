"""``dev.py checker``: the packaged add-on under the checker of Kodi's official repository, without a network.

The checker asks Kodi's mirror which add-ons there are, and the addresses in addon.xml whether they answer.
Both are answered here: the mirror has the module add-ons that the tests run with, and all addresses are well.
"""

import argparse
import gzip
import sys
import tempfile
import zipfile
from pathlib import Path
from unittest import mock
from xml.etree import ElementTree

import responses
from kodi_addon_checker import ValidKodiVersions, __main__, check_addon
from kodi_addon_checker.record import INFORMATION, Record
from kodi_addon_checker.reporter import ReportManager

from in_kodi.modules import addon_xml, modules_of
from tools import package

BRANCHES = {"nexus": "20", "omega": "21"}
"""The branches of the repository that Trackpass is meant for, and the release of Kodi that reads each."""


def main() -> int:
    """Package, unpack and check; 1 when the checker has anything to say."""
    argparse.ArgumentParser(prog="dev.py checker", description=__doc__).parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        archive = package.build(package.ROOT, folder)
        zipfile.ZipFile(archive).extractall(folder)
        addon = folder / archive.name.rsplit("-", 1)[0]
        found = [f"{branch}: {finding}" for branch in BRANCHES for finding in findings(addon, branch)]
    print(*found, sep="\n", end="\n" if found else "")
    print(f"checker: {'not clean' if found else 'clean'} ({', '.join(BRANCHES)})")
    return 1 if found else 0


def findings(addon: Path, branch: str) -> list[str]:
    """Return the errors and warnings for an unpacked add-on on a branch of Kodi's repository.

    Raises:
        RuntimeError: the checker did not come to its end.
    """
    *said, summary = _check(addon, branch) or [""]
    if "We found" not in str(summary):
        raise RuntimeError(f"the checker did not come to its end: {[*map(str, said), str(summary)]}")
    return [str(record) for record in said if record.log_level != INFORMATION]


def _check(addon: Path, branch: str) -> list[Record]:
    """Run the checker as its command line does, and return all that it said."""
    command = ["kodi-addon-checker", "--branch", branch, "--reporter", "array", str(addon)]
    with mock.patch.object(sys, "argv", command), responses.RequestsMock(False) as network:
        _stand_in(network, addon)
        try:
            __main__.main()
        except SystemExit:  # with errors; they have been said
            pass
    said: list[Record] = []
    for reporter in ReportManager.getEnabledReporters():
        said, reporter.reports = reporter.reports, []
    return said


def _stand_in(network: responses.RequestsMock, addon: Path) -> None:
    """Be Kodi's mirror, and the places that addon.xml names."""
    for branch in ValidKodiVersions:
        modules = modules_of(BRANCHES[branch]) if branch in BRANCHES else []
        listing = ElementTree.Element("addons")
        listing.extend(ElementTree.fromstring(addon_xml(module)) for module in modules)
        body = gzip.compress(ElementTree.tostring(listing))
        network.get(check_addon.ROOT_URL.format(branch=branch), body=body)
    for place in ElementTree.parse(addon / "addon.xml").iter():
        if place.tag in ("forum", "source", "website") and place.text:
            network.head(place.text)


if __name__ == "__main__":
    sys.exit(main())
