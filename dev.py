#!/usr/bin/env python3
"""Every developer command, as ``python3 dev.py COMMAND``.

This file only makes ``.venv`` beside itself, installs what ``tests/requirements.txt`` pins, and hands over to
``tools/COMMAND.py``. It uses the standard library only and is valid Python 3.8, so that an older Python gets
a sentence and no syntax error.
"""

import hashlib
import importlib.util
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
MARKER = VENV / "requirements.sha256"
REQUIREMENTS = ROOT / "tests" / "requirements.txt"

COMMANDS = {
    "demo": "show the main job here: no Kodi and no accounts needed",
    "test": "run the tests (those in a real Kodi too, when one is installed)",
    "kodi": "start a real Kodi with the packaged add-on against the sandbox",
    "package": "write dist/script.trackpass-<version>.zip",
    "checker": "have the packaged add-on checked as for Kodi's official repository",
    "lint": "check format, style, types, and that texts, settings and skin agree",
    "bench": "measure in a real Kodi how light the add-on is",
    "soak": "run hours of a box's life against the sandbox, with everything going wrong",
    "art": "draw icon, fanart and textures anew",
}

NO_NETWORK = ("NewConnectionError", "NameResolutionError", "ProxyError", "Timeout", "(from versions: none)")


def main(argv):
    """Run one command and return its exit code; without one, list them all."""
    if not argv or argv[0] in ("-h", "--help"):
        print("usage: python3 dev.py COMMAND [options]\n")
        for name, line in COMMANDS.items():
            print("  {:<9}{}".format(name, line))
        return 0
    if argv[0] not in COMMANDS:
        return complain("There is no command {!r}. Known: {}.".format(argv[0], ", ".join(COMMANDS)))
    if sys.version_info < (3, 11):
        return complain("This needs Python 3.11 or later, and this is {}.{}.".format(*sys.version_info))
    try:
        make_venv()
    except RuntimeError as error:
        return complain(str(error))
    paths = [str(ROOT / "lib"), str(ROOT / "tests"), str(ROOT)]
    os.chdir(str(ROOT))
    os.environ["PYTHONPATH"] = os.pathsep.join(paths)
    sys.stdout.flush()
    os.execv(str(PYTHON), [str(PYTHON), "-m", "tools." + argv[0], *argv[1:]])


def complain(sentence):
    """Print why nothing was done; the exit code 2 says that the command did not run."""
    print(sentence, file=sys.stderr)
    return 2


def make_venv():
    """Make .venv and install the pinned packages, unless that was done for this very list.

    Raises RuntimeError with a sentence for the developer.
    """
    wanted = hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()
    with lock():
        if PYTHON.exists() and MARKER.exists() and MARKER.read_text() == wanted:
            return
        print("Setting up .venv, once (about half a minute) ...", file=sys.stderr, flush=True)
        if not (VENV / "bin" / "pip").exists() or not works(PYTHON):
            need_ensurepip()
            run([sys.executable, "-m", "venv", "--clear", str(VENV)], "Could not make .venv")
        pip = [str(PYTHON), "-m", "pip", "--quiet", "--disable-pip-version-check", "--retries", "2"]
        run([*pip, "install", "--requirement", str(REQUIREMENTS)], "Could not install tests/requirements.txt")
        MARKER.write_text(wanted)


def lock():
    """Keep a second dev.py waiting while a first one fills .venv; closing the file ends it."""
    import fcntl  # not on Windows, where the list of commands is still good to read

    handle = Path(__file__).open()
    fcntl.flock(handle, fcntl.LOCK_EX)
    return handle


def works(python):
    """Tell whether this interpreter still runs; an upgrade of the system's Python can break a .venv."""
    return python.exists() and subprocess.call([str(python), "-c", ""], stderr=subprocess.DEVNULL) == 0


def need_ensurepip():
    """Debian ships venv without ensurepip: install it as root, else say how."""
    if importlib.util.find_spec("ensurepip"):
        return
    install = "apt-get install -y python3-venv"
    if os.geteuid() != 0:
        raise RuntimeError("Python's venv is incomplete here. Run: sudo " + install)
    subprocess.call(["apt-get", "update", "-qq"])
    run(install.split(), "Could not install python3-venv")
    importlib.invalidate_caches()


def run(command, problem):
    """Run a quiet command; raise RuntimeError with the reason when it fails."""
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode == 0:
        return
    text = done.stdout.decode("utf-8", "replace")
    if any(sign in text for sign in NO_NETWORK):
        raise RuntimeError(problem + ": pip has no network. Check it and run this again.")
    raise RuntimeError(problem + ":\n" + "\n".join(text.splitlines()[-15:]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
