"""How long a page takes while 200 clients send one byte a second: through deploy/nginx.conf, then
without it. Half of them never end their headers, half never end the body of a form.
"""

import contextlib
import os
import shutil
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from urllib.parse import urlsplit

from bench._proxy import UNCHECKED, connection, proxy
from deploy.demo import serving
from deploy.demo_data import MANAGE
from deploy.embedded import temporary

SLOW, PAGES, PATIENCE = 200, 50, 5.0
HEADERS = "GET /connexion/ HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "
BODY = (
    "POST /connexion/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100000\r\n"
    "Content-Type: application/x-www-form-urlencoded\r\n\r\n"
)


def main() -> None:
    subprocess.run([*MANAGE, "collectstatic", "--noinput", "-v", "0"], check=True)
    with serving(os.environ | {"ALLOWED_HOSTS": "127.0.0.1"}) as direct:
        if shutil.which("nginx"):
            with temporary() as folder, proxy(folder, urlsplit(direct).port or 0) as proxied:
                measure("through nginx", proxied)
        else:
            print("nginx is not installed: apt-get install nginx-light")
        measure("without a proxy", direct)


def measure(how: str, url: str) -> None:
    quiet = waits(url)
    with contextlib.ExitStack() as stack:
        for rank in range(SLOW):
            stack.enter_context(slow(url, HEADERS if rank % 2 else BODY))
        time.sleep(2)
        busy = waits(url)
    print(f"{how:<16}  alone {told(quiet)}   with {SLOW} slow clients {told(busy)}", flush=True)


@contextlib.contextmanager
def slow(url: str, opening: str) -> Iterator[None]:
    """A client that begins a request, then adds a byte a second; it comes back when cut."""
    ended = threading.Event()
    threading.Thread(target=drip, args=(url, opening, ended), daemon=True).start()
    try:
        yield
    finally:
        ended.set()


def drip(url: str, opening: str, ended: threading.Event) -> None:
    while not ended.is_set():
        with contextlib.suppress(OSError), connection(url) as line:
            line.sendall(opening.encode())
            while not ended.wait(1):
                line.sendall(b"a")


def waits(url: str) -> list[float | None]:
    """How long each page takes, in seconds; none: it did not come."""
    found: list[float | None] = []
    for _ in range(PAGES):
        began = time.perf_counter()
        try:
            address = f"{url}/connexion/"
            with urllib.request.urlopen(address, timeout=PATIENCE, context=UNCHECKED) as page:  # noqa: S310
                page.read()
            found.append(time.perf_counter() - began)
        except (OSError, urllib.error.URLError):
            found.append(None)
            if found.count(None) > 3:
                break
    return found


def told(found: list[float | None]) -> str:
    came = sorted(wait for wait in found if wait is not None)
    if not came:
        return f"no page in {PATIENCE:.0f} s"
    middle, worst = (1000 * came[at] for at in (len(came) // 2, -1))
    return f"{len(came)}/{len(found)} pages, {middle:.0f} ms, {worst:.0f} ms at worst"


if __name__ == "__main__":
    main()
