"""The proxy that production has, before sites of this machine."""

import contextlib
import re
import socket
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from deploy import processes

CONFIGURATION = Path(__file__).parent.parent / "deploy" / "nginx.conf"
UNCHECKED = ssl._create_unverified_context()  # noqa: S323, SLF001 - a certificate made here
CERTIFICATE = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost"]
SERVER = re.compile(r" *server web-\w:8000(.*)\n")


@contextlib.contextmanager
def proxy(folder: Path, *sites: int) -> Iterator[str]:
    """nginx in a folder and on a port of its own; the sites are ports."""
    port = processes.free_port()
    files = ["-keyout", str(folder / "privkey.pem"), "-out", str(folder / "fullchain.pem")]
    subprocess.run([*CERTIFICATE, *files], check=True, capture_output=True)
    text = upstream(CONFIGURATION.read_text(), sites)
    text = text.replace(" /tmp/", f" {folder}/").replace("/etc/nginx/tls", str(folder))
    text = text.replace("listen 80;", "").replace("listen 443", f"listen 127.0.0.1:{port}")
    (folder / "nginx.conf").write_text(text)
    command = ["nginx", "-c", str(folder / "nginx.conf"), "-g", "daemon off; user root;"]
    with subprocess.Popen(command) as server:
        try:
            processes.until(lambda: processes.answers(port), 10)
            yield f"https://127.0.0.1:{port}"
        finally:
            server.terminate()


def upstream(text: str, sites: tuple[int, ...]) -> str:
    """The configuration, with these sites in the place of those of docker-compose.yml."""
    (options, *_) = SERVER.findall(text)
    named = "".join(f"        server 127.0.0.1:{site}{options}\n" for site in sites)
    return SERVER.sub("", SERVER.sub(lambda _: named, text, count=1))


def connection(url: str) -> socket.socket:
    line = socket.create_connection(("127.0.0.1", urlsplit(url).port), timeout=10)
    return UNCHECKED.wrap_socket(line) if url.startswith("https") else line
