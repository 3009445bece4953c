"""Refreshes the third-party builds that the repository carries, from package-lock.json.

Run by whoever changes a version in package.json (`make vendor`); needs npm. Each build lands in
<root>/<name>-<version>/ with its licence, and each root keeps the SHA-384 of every file.
"""

import base64
import hashlib
import json
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FONTS = "files/atkinson-hyperlegible-next-{}-{}-normal.woff2"
SITE, TESTS = "static/vendor", "tests/vendor"
WANTED = {
    "bootstrap": (SITE, ["dist/css/bootstrap.min.css", "LICENSE"]),
    "@fontsource/atkinson-hyperlegible-next": (
        SITE,
        [FONTS.format(s, w) for s in ("latin", "latin-ext") for w in (400, 700)] + ["LICENSE"],
    ),
    "jsqr": (SITE, ["dist/jsQR.js", "LICENSE"]),
    "axe-core": (TESTS, ["axe.min.js", "locales/fr.json", "LICENSE", "LICENSE-3RD-PARTY.txt"]),
}
SOURCE_MAP = re.compile(rb"\n?/\*# sourceMappingURL=\S+ \*/\s*$")


def digest(file: Path) -> str:
    """The SHA-384 of a file, as the web writes it."""
    return "sha384-" + base64.b64encode(hashlib.sha384(file.read_bytes()).digest()).decode()


def manifest(folder: Path) -> dict[str, str]:
    """The digest of each third-party file below a folder, by its path."""
    files = (f for f in folder.rglob("*") if f.is_file() and f.name != "manifest.json")
    return {f.relative_to(folder).as_posix(): digest(f) for f in sorted(files)}


def install(folder: Path) -> Path:
    """Install exactly what the lock names, without running any package's scripts."""
    options = ["--ignore-scripts", "--no-audit", "--no-fund", "--omit-lockfile-registry-resolved"]
    shutil.copy(ROOT / "package.json", folder)
    if (ROOT / "package-lock.json").exists():
        shutil.copy(ROOT / "package-lock.json", folder)
    subprocess.run(["npm", "install", *options], cwd=folder, check=True)
    shutil.copy(folder / "package-lock.json", ROOT)
    return folder / "node_modules"


def copy(package: Path, target: Path, names: list[str]) -> None:
    """Copy the wanted files, flat; a reference to a source map that is not shipped is dropped."""
    target.mkdir(parents=True)
    for name in names:
        content = (package / name).read_bytes()
        if name.endswith(".css"):
            content = SOURCE_MAP.sub(b"\n", content)
        (target / Path(name).name).write_bytes(content)


def main() -> None:
    """Replace both roots by what the lock names, and write their manifests."""
    for root in (SITE, TESTS):
        shutil.rmtree(ROOT / root, ignore_errors=True)
    with tempfile.TemporaryDirectory() as scratch:
        modules = install(Path(scratch))
        for name, (root, files) in WANTED.items():
            version = json.loads((modules / name / "package.json").read_text())["version"]
            copy(modules / name, ROOT / root / f"{name.rpartition('/')[2]}-{version}", files)
    for root in (SITE, TESTS):
        text = json.dumps(manifest(ROOT / root), indent=2)
        (ROOT / root / "manifest.json").write_text(f"{text}\n")


if __name__ == "__main__":
    main()
