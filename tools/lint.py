"""``dev.py lint``: format, style, types, Python 3.8, and what the add-on's own files have to agree on."""

import argparse
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from tools.checks import code, imports, languages, resources, texts, tree
from tools.checks.sources import ENTRIES

ROOT = Path(__file__).resolve().parents[1]

Check = Callable[[Path], Iterator[str]]

TOOLS = {
    "format": ["ruff", "format", "--check", "--output-format=concise", "."],
    "style": ["ruff", "check", "--quiet", "--output-format=concise", "."],
    "types": ["mypy", "--no-error-summary"],
    "python 3.8": [
        "vermin",
        "--quiet",
        "--target=3.8-",
        "--no-tips",
        "--violations",
        "lib",
        "dev.py",
        *ENTRIES,
    ],
}

CHECKS: dict[str, Check] = {
    "imports": imports.check_imports,
    "late imports": imports.check_late_imports,
    "module names": imports.check_module_names,
    "no sleep": code.check_no_sleep,
    "file sizes": code.check_file_sizes,
    "entry files": code.check_entry_files,
    "texts": texts.check_texts_exist,
    "text names": texts.check_text_names,
    "text fields": texts.check_fields,
    "field values": texts.check_field_values,
    "languages": languages.check_languages,
    "settings": resources.check_settings,
    "skin": resources.check_skin,
    "controls": resources.check_controls,
    "pictures": resources.check_pictures,
    "versions": resources.check_versions,
    "paths": tree.check_paths,
}


def main() -> int:
    """Run all of them and say what was found; 1 when anything was."""
    argparse.ArgumentParser(prog="dev.py lint", description=__doc__).parse_args()
    failed = [name for name, command in TOOLS.items() if not tool_passes(name, command)]
    for name, check in CHECKS.items():
        findings = list(check(ROOT))
        if findings:
            failed.append(name)
            print(f"{name}:", *findings, sep="\n  ", flush=True)
    if failed:
        print(f"lint: not clean: {', '.join(failed)}")
        return 1
    print(f"lint: clean ({len(TOOLS) + len(CHECKS)} checks)")
    return 0


def tool_passes(name: str, command: list[str]) -> bool:
    """Run one tool from .venv; its output is shown only when it found something."""
    program = str(Path(sys.executable).parent / command[0])
    arguments = [program, *command[1:]]
    done = subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        print(f"{name}:", (done.stdout + done.stderr).rstrip(), sep="\n", flush=True)
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
