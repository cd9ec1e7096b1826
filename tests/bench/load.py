"""Ask one address as fast as it answers, over a few kept-alive connections, and count.

It must cost little beside the server: raw sockets, no parsing beyond status and length. Loopback only, bounded in time.
"""

import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

#: Seconds before counting begins.
WARM_UP = 0.3


@dataclass(frozen=True, slots=True)
class Answer:
    """What one request came back with."""

    status: int
    headers: dict[str, str]
    body: bytes


class Connection:
    """One kept-alive connection."""

    def __init__(self, url: str, headers: dict[str, str] | None = None) -> None:
        """Connect and prepare the request."""
        address = urlsplit(url)
        assert address.hostname == "127.0.0.1"
        target = address.path + (f"?{address.query}" if address.query else "")
        lines = [f"GET {target} HTTP/1.1", f"Host: {address.netloc}", "Connection: keep-alive"]
        lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
        self._head = "\r\n".join(lines[1:]) + "\r\n\r\n"
        self._request = f"{lines[0]}\r\n{self._head}".encode()
        self._socket = socket.create_connection((address.hostname, address.port or 80), timeout=20)
        self._rest = b""

    def ask(self) -> Answer:
        """Send the request and read the whole answer.

        :raises ConnectionError: where the server hangs up.
        """
        self._socket.sendall(self._request)
        while b"\r\n\r\n" not in self._rest:
            self._more()
        head, self._rest = self._rest.split(b"\r\n\r\n", 1)
        lines = head.decode("latin-1").split("\r\n")
        headers = dict(line.lower().split(": ", 1) for line in lines[1:])
        status = int(lines[0].split(" ", 2)[1])
        length = 0 if status == 304 else int(headers.get("content-length", "0"))
        while len(self._rest) < length:
            self._more()
        body, self._rest = self._rest[:length], self._rest[length:]
        return Answer(status, headers, body)

    def turn_to(self, target: str) -> None:
        """Ask for another path of the same server from now on."""
        self._request = f"GET {target} HTTP/1.1\r\n{self._head}".encode()

    def _more(self) -> None:
        data = self._socket.recv(262_144)
        if not data:
            raise ConnectionError("the server hung up")
        self._rest += data

    def close(self) -> None:
        """Hang up."""
        self._socket.close()


def rate(
    url: str, *, expect: int, seconds: float = 1.5, connections: int = 4, headers: dict[str, str] | None = None
) -> float:
    """Return requests per second; the first moments are not counted.

    :raises RuntimeError: where an answer has another status than expected.
    """
    counts = [0] * connections
    wrong: list[object] = []
    begin = time.monotonic() + WARM_UP
    end = begin + seconds

    def work(number: int) -> None:
        connection = Connection(url, headers)
        while (now := time.monotonic()) < end:
            try:
                status: object = connection.ask().status
            except OSError as error:
                status = error
            if status != expect:
                wrong.append(status)
                break
            counts[number] += now >= begin
        connection.close()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if wrong:
        raise RuntimeError(f"{url} answered {wrong[0]}, not {expect}")
    return sum(counts) / seconds


def rate_of_each(
    base: str, targets: Iterator[str], *, seconds: float = 1.5, connections: int = 4,
    headers: dict[str, str] | None = None,
) -> float:  # fmt: skip
    """Return requests per second where every request is for another path, taken from an iterator that may run dry.

    :raises RuntimeError: where an answer is not 200.
    """
    lock, counted, wrong = threading.Lock(), [0] * connections, []
    begin = time.monotonic()
    end = begin + seconds

    def work(number: int) -> None:
        connection = Connection(base + "/", headers)
        while time.monotonic() < end:
            with lock:
                target = next(targets, "")
            if not target:
                break
            connection.turn_to(target)
            status = connection.ask().status
            if status != 200:
                wrong.append(status)
                break
            counted[number] += 1
        connection.close()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if wrong:
        raise RuntimeError(f"{base} answered {wrong[0]}")
    return sum(counted) / (time.monotonic() - begin)
