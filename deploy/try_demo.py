"""A running demonstration, tried from outside: wait for it, redeem a pass, see that it is gone.

`python -m deploy.try_demo wait URL | redeem DEMO.JSON | gone DATA_FOLDER`
"""

import json
import os
import sys
import urllib.error
import urllib.request
import uuid
from pathlib import Path
from typing import Any

from deploy import processes
from deploy.demo import answers


def call(url: str, token: str, body: dict[str, Any], **headers: str) -> tuple[int, dict[str, Any]]:
    """One POST: its status and its JSON answer, refusals included."""
    request = urllib.request.Request(  # noqa: S310 - the address is the demonstration's own
        url,
        data=json.dumps(body).encode(),
        headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json", **headers},
    )
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as refused:
        return refused.code, json.load(refused)


def wait(url: str, seconds: float = 300) -> None:
    """Wait until web and database answer."""
    if not processes.until(lambda: answers(url), seconds, pause=0.5):
        raise SystemExit(f"{url}/healthz does not answer after {seconds:.0f} s.")


def gone(folder: str) -> None:
    """Refuse any process left that was started for a data folder."""
    mark = f"PASSNUM_DATA_DIR={folder}".encode()
    left = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (process / "environ").read_bytes() and process.name != str(os.getpid()):
                left.append((process / "cmdline").read_text().replace("\0", " "))
        except OSError:  # it ended meanwhile, or is somebody else's
            continue
    if left:
        raise SystemExit("\n".join(["Processes are left:", *left]))


def redeem(file: Path) -> None:
    """One pass, checked, redeemed, repeated with the same key, and no longer redeemable."""
    demo = json.loads(file.read_text())
    base = f"{demo['base_url']}/api/v1/redemptions/"
    device = demo["devices"][0]
    for code in demo["passes"]["handed_out"]:
        target = {"place": device["place"], "codes": [code]}
        status, answer = call(f"{base}check/", device["token"], target)
        _expect(status == 200, "check", status, answer)
        if answer["passes"][0]["redeemable"]:
            break
    else:
        raise SystemExit("No pass of demo.json is redeemable any more.")
    session = {
        "held_at": demo["now"],
        "service": "Maîtrise des outils numériques du quotidien",
        "mode": "individuel",
        "minutes": 60,
    }
    key = str(uuid.uuid4())
    first = call(base, device["token"], {**target, "session": session}, **{"Idempotency-Key": key})
    _expect(first[0] == 201, "redeem", *first)
    again = call(base, device["token"], {**target, "session": session}, **{"Idempotency-Key": key})
    _expect(again == first, "repeat", *again)
    status, answer = call(f"{base}check/", device["token"], target)
    _expect(not answer["passes"][0]["redeemable"], "check after", status, answer)
    print("One pass redeemed:", first[1])


def _expect(condition: bool, step: str, status: int, answer: dict[str, Any]) -> None:
    if not condition:
        raise SystemExit(f"{step}: unexpected answer {status} {json.dumps(answer)}")


def main(verb: str, target: str) -> None:
    if verb == "wait":
        wait(target)
    elif verb == "redeem":
        redeem(Path(target))
    else:
        gone(target)


if __name__ == "__main__":
    main(*sys.argv[1:3])
