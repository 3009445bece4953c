"""Install what the application needs: a virtual environment and, where it can, Debian packages.

`python3 -m deploy.install demo|dev`: standard library only, quick when nothing has changed.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "installed"
PYTHON = VENV / "bin" / "python"
# The larger list holds the smaller one: what serves the tests serves the demonstration.
ENOUGH_FOR = {"demo": ("demo", "dev"), "dev": ("dev",)}
# That of the person's Python spares one in .venv, which takes as long to make as all the rest.
PIP = (
    [sys.executable, "-m", "pip", "--python", str(PYTHON)]
    if find_spec("pip")
    else [str(PYTHON), "-m", "pip"]
)
APT = ["apt-get", "install", "-y", "--no-install-recommends"]
QUIET = {"DEBIAN_FRONTEND": "noninteractive"}
PANGO = ["libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"]
# The first has no windows: the tests with a browser take a fifth less of the processor with it.
BROWSERS = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"]


def main(purpose: str) -> None:
    if sys.version_info < (3, 11):  # noqa: UP036 - the person's Python may be older
        raise SystemExit("Python 3.11 or later is needed: make PYTHON=python3.11 ...")
    os.chdir(ROOT)
    kept = STAMP.read_text() if STAMP.exists() else ""
    if kept not in [_fingerprint(name) for name in ENOUGH_FOR[purpose]]:
        STAMP.unlink(missing_ok=True)
        _make_venv()
        _install(ROOT / f"requirements-{purpose}.txt")
        if not _runs([str(PYTHON), "-c", "import weasyprint"]):
            _install_system(PANGO)
        if purpose == "dev" and not shutil.which(BROWSERS[0]):
            _runs([*APT, BROWSERS[0]], QUIET)  # another will do
        STAMP.write_text(_fingerprint(purpose))
    if purpose == "dev" and not any(map(shutil.which, BROWSERS)):
        _install_system(["chromium"])


def _fingerprint(purpose: str) -> str:
    """What decides the content of the virtual environment."""
    content = (ROOT / f"requirements-{purpose}.txt").read_bytes()
    version = f"{sys.version_info.major}.{sys.version_info.minor} {VENV}"
    return f"{purpose} {hashlib.sha256(content + version.encode()).hexdigest()}"


def _make_venv() -> None:
    if _runs([*PIP, "--version"]) and _version() == sys.version_info[:2]:
        return
    print("Making .venv", flush=True)
    if not find_spec("pip") and not find_spec("ensurepip"):  # Debian ships them apart
        _install_system([f"python3.{sys.version_info.minor}-venv"])
    venv.create(VENV, with_pip=not find_spec("pip"), clear=True)


def _version() -> tuple[int, int]:
    code = "import sys; print(*sys.version_info[:2])"
    words = subprocess.check_output([str(PYTHON), "-c", code], text=True).split()
    return int(words[0]), int(words[1])


def _install(requirements: Path) -> None:
    """With uv, ten times quicker, else with pip; the hashes are checked by both.

    Nothing is compiled: Python compiles what is imported, a tenth of it.
    """
    print(f"Installing {requirements.name}", flush=True)
    pip = [*PIP, "install", "--quiet", "--disable-pip-version-check"]
    found = shutil.which("uv")
    uv = [found] if found else [str(PYTHON), "-m", "uv"]
    sync = [*uv, "pip", "sync", "--quiet", "--python", str(PYTHON), "--require-hashes"]
    settings = {"UV_PYTHON_DOWNLOADS": "never"}
    if (found or _runs([*pip, "uv"])) and _runs([*sync, str(requirements)], settings):
        return
    print("uv does not work here; installing with pip", flush=True)
    hashed = ["--no-compile", "--require-hashes", "-r", str(requirements)]
    if not _runs([*pip, *hashed], loud=True):
        raise SystemExit(f"pip could not install {requirements.name}: see above.")


def _install_system(packages: list[str]) -> None:
    """As root, with apt; else stop with the line to run."""
    line = [*APT, *packages]
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise SystemExit(f"Missing system packages. Run:\n  sudo {' '.join(line)}")
    print("Installing", *packages, flush=True)
    if _runs(line, QUIET) or (_runs(["apt-get", "update"], QUIET) and _runs(line, QUIET)):
        return
    raise SystemExit(f"apt could not install them. Run:\n  {' '.join(line)}")


def _runs(
    command: list[str], variables: dict[str, str] | None = None, *, loud: bool = False
) -> bool:
    """Whether a command ends well; it is silent unless told otherwise."""
    output = None if loud else subprocess.DEVNULL
    environment = os.environ | (variables or {})
    try:
        done = subprocess.run(command, env=environment, stdout=output, stderr=output, check=False)
    except FileNotFoundError:
        return False
    return done.returncode == 0


if __name__ == "__main__":
    main(sys.argv[1])
