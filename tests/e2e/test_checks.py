"""The checks of a page can fail: each fault that they look for is found on a page that has it."""

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.e2e.conftest import OpenPage
from tests.e2e.support.pages import check_page
from tests.e2e.support.site import Site

_GOOD = (
    '<!DOCTYPE html>\n<html lang="zh-Hans"><head><meta charset="utf-8"><title>示例</title>'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    '<link rel="icon" href="data:,">{head}</head>'
    '<body><header><a href="#main">跳到正文</a></header><main id="main"><h1>示例</h1>{body}</main></body></html>\n'
)
_FAULTS = {
    "axe image-alt": {"body": '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">'},
    "axe color-contrast": {"head": "<style>p{color:#aaa;background:#fff}</style>", "body": "<p>看不清</p>"},
    "no-inline-style": {"body": '<p style="margin:0">行内样式</p>'},
    "console": {"body": "<script>console.error('broken')</script>"},
    "script error": {"body": "<script>undefinedName()</script>"},
    "foreign request": {"body": '<img alt="" src="http://localhost:9/pixel.gif">'},
    "wider than the screen": {"head": "<style>p{width:3000px}</style>", "body": "<p>太宽</p>"},
    "touch target": {"head": "<style>button{height:20px}</style>", "body": '<button type="button">小</button>'},
}


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[[str], Site]]:
    """Serve one document at every address."""
    servers: list[ThreadingHTTPServer] = []

    def start(document: str) -> Site:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.end_headers()
                self.wfile.write(document.encode())

            def log_message(self, *_arguments: object) -> None:
                """Say nothing."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return Site(f"http://127.0.0.1:{server.server_address[1]}", tmp_path)

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def test_a_good_page_passes(serve: Callable[[str], Site], open_page: OpenPage) -> None:
    page = open_page(serve(_GOOD.format(head="", body="<p>好</p>")), phone=True)
    page.goto("/")
    check_page(page)


@pytest.mark.parametrize("fault", _FAULTS)
def test_a_fault_is_found(serve: Callable[[str], Site], open_page: OpenPage, fault: str) -> None:
    parts = {"head": "", "body": ""} | _FAULTS[fault]
    page = open_page(serve(_GOOD.format(**parts)), phone=True)
    page.goto("/")
    with pytest.raises(AssertionError, match=fault):
        check_page(page)
