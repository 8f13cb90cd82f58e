"""``audio-edition serve``, asked by curl and over bare sockets: what is given out, how, and what is not."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from audio_edition.errors import StorageError
from audio_edition.publishing import lan
from support.isolation import isolated_environment
from support.publications import TestPublication
from support.readers import require, run
from support.serving import SITE, Serving, get, manifest_files, serving, write_feed

PAGE = "<!doctype html><meta http-equiv=Content-Security-Policy content=\"default-src 'none'\"><title>Paper</title>"


@pytest.fixture(scope="module")
def publication(tmp_path_factory: pytest.TempPathFactory) -> TestPublication:
    made = TestPublication(tmp_path_factory.mktemp("serve") / "publication")
    made.build()
    audio = made.root / "audio"
    write_feed(made, {"urn:small": "small"})
    (audio / "index.html").write_text(PAGE)
    (audio / "notes.txt").write_text("private")
    (made.folder / "draft.txt").write_text("private")
    (made.folder / ".hidden").write_text("private")
    (made.root / "secret.txt").write_text("private")
    return made


@pytest.fixture(scope="module")
def server(publication: TestPublication) -> Iterator[Serving]:
    with serving(publication) as running:
        yield running


def curl(*arguments: str) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body that curl got."""
    require("curl")
    ran = subprocess.run(
        ["curl", "-sS", "-i", "--path-as-is", *arguments],
        capture_output=True,
        check=True,
        timeout=60,
        env=isolated_environment(Path("/nonexistent")),
    )
    head, _, body = ran.stdout.partition(b"\r\n\r\n")
    status, *lines = head.decode().split("\r\n")
    return int(status.split()[1]), {k.lower(): v.strip() for k, _, v in (line.partition(":") for line in lines)}, body


def test_everything_that_is_listed_is_given_out_whole(server: Serving, publication: TestPublication) -> None:
    for name, sha256 in manifest_files(publication, "small").items():
        status, headers, body = curl(f"{server.url}small/{name}")
        assert status == 200
        assert hashlib.sha256(body).hexdigest() == sha256
        assert headers["etag"] == f'"{sha256}"'
        assert int(headers["content-length"]) == len(body)
    assert curl(f"{server.url}small/edition.json")[2] == publication.manifest_path.read_bytes()
    assert curl(server.url)[2].decode() == PAGE
    assert curl(f"{server.url}index.html")[2].decode() == PAGE


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("small/small.mp3", "audio/mpeg"),
        ("small/chapters.json", "application/json+chapters"),
        ("small/edition.json", "application/json"),
        ("small/transcript.vtt", "text/vtt; charset=utf-8"),
        ("small/transcript.srt", "application/x-subrip; charset=utf-8"),
        ("feed.xml", "application/rss+xml; charset=utf-8"),
        ("", "text/html; charset=utf-8"),
    ],
)
def test_types_and_headers(server: Serving, name: str, kind: str) -> None:
    for arguments in ((), ("-I",)):
        status, headers, body = curl(*arguments, server.url + name)
        assert (status, headers["content-type"]) == (200, kind)
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["accept-ranges"] == "bytes"
        assert re.fullmatch(r"\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT", headers["last-modified"])
        shared = kind.partition(";")[0].endswith(("vtt", "subrip", "chapters", "xml", "json"))
        assert (headers.get("access-control-allow-origin") == "*") is shared
        assert bool(body) is not bool(arguments)


def test_ranges(server: Serving, publication: TestPublication) -> None:
    mp3, url = publication.mp3.read_bytes(), f"{server.url}small/small.mp3"
    size = len(mp3)
    for wanted, part in {
        "0-0": mp3[:1],
        "100-199": mp3[100:200],
        f"{size - 5}-": mp3[-5:],
        "-7": mp3[-7:],
        f"0-{size + 999}": mp3,
        f"-{size + 999}": mp3,
    }.items():
        status, headers, body = curl("-r", wanted, url)
        assert (status, body) == (206, part), wanted
        start = size - len(part) if wanted.startswith("-") else int(wanted.partition("-")[0])
        assert headers["content-range"] == f"bytes {start}-{start + len(part) - 1}/{size}"
        assert int(headers["content-length"]) == len(part)
    for beyond in (f"{size}-", f"{size + 5}-{size + 9}"):
        status, headers, _ = curl("-r", beyond, url)
        assert (status, headers["content-range"]) == (416, f"bytes */{size}")
    for not_one in ("5-2", "0-1,4-5"):
        assert curl("-r", not_one, url)[::2] == (200, mp3)
    assert curl("-H", "Range: lines=1-2", url)[0] == 200


def test_a_download_is_continued_only_while_the_file_is_the_same(server: Serving, tmp_path: Path) -> None:
    url = f"{server.url}small/small.mp3"
    etag = curl("-I", url)[1]["etag"]
    whole = curl(url)[2]
    assert curl("-r", "10-", "-H", f"If-Range: {etag}", url)[::2] == (206, whole[10:])
    assert curl("-r", "10-", "-H", 'If-Range: "other"', url)[::2] == (200, whole)
    assert curl("-r", "10-", "-H", f"If-Range: W/{etag}", url)[0] == 200
    part = tmp_path / "part.mp3"
    part.write_bytes(whole[:1000])
    run(["curl", "-sS", "-C", "-", "-o", str(part), url])
    assert part.read_bytes() == whole


def test_conditions(server: Serving) -> None:
    url = f"{server.url}small/small.mp3"
    _, headers, _ = curl("-I", url)
    etag, modified = headers["etag"], headers["last-modified"]
    early, late = "Sat, 01 Jan 2000 00:00:00 GMT", "Fri, 01 Jan 2100 00:00:00 GMT"

    def status(*conditions: str) -> int:
        return curl(*(part for condition in conditions for part in ("-H", condition)), url)[0]

    assert status(f"If-None-Match: {etag}") == status(f'If-None-Match: "x", W/{etag}') == 304
    assert status("If-None-Match: *") == 304
    assert status('If-None-Match: "x"') == 200
    assert status(f"If-Modified-Since: {modified}") == status(f"If-Modified-Since: {late}") == 304
    assert status(f"If-Modified-Since: {early}") == status("If-Modified-Since: nonsense") == 200
    # An entity tag goes before a date.
    assert status('If-None-Match: "x"', f"If-Modified-Since: {late}") == 200
    assert status(f"If-Match: {etag}") == status("If-Match: *") == 200
    assert status('If-Match: "x"') == status(f"If-Match: W/{etag}") == 412
    assert status(f"If-Unmodified-Since: {early}") == 412
    assert status(f"If-Unmodified-Since: {modified}") == 200
    assert status('If-Match: "x"', "Range: bytes=0-1") == 412
    _, told, body = curl("-H", f"If-None-Match: {etag}", url)
    assert (told["etag"], body) == (etag, b"")


def test_only_the_version_of_this_content_is_kept_for_long(server: Serving, publication: TestPublication) -> None:
    sha256 = manifest_files(publication, "small")["small.mp3"]
    url = f"{server.url}small/small.mp3"
    assert "immutable" in curl("-I", f"{url}?v={sha256[:16]}")[1]["cache-control"]
    for other in ("", "?v=", "?v=0123456789abcdef", f"?v={sha256[:2]}", f"?w={sha256[:16]}"):
        assert curl("-I", url + other)[1]["cache-control"] == "no-cache"


def test_nothing_else_is_given_out(server: Serving, publication: TestPublication) -> None:
    clip = next(path for path in publication.objects() if path.is_file()).relative_to(publication.root / "audio")
    for path in (
        *("notes.txt", "small/draft.txt", "small/.hidden", "small", "small/", ".store", ".store/pace.json"),
        *(str(clip), "script/small.md", "small/small.mp3/", "Small/small.mp3", "other/small.mp3", ".live"),
    ):
        assert get(server.port, f"/{path}").status == 404, path


TRAVERSALS = (
    *(b"/../secret.txt", b"/small/../../secret.txt", b"/%2e%2e/secret.txt", b"/%2E%2E%2Fsecret.txt"),
    *(b"/small/..%2f..%2fsecret.txt", b"/small%2fsmall.mp3", b"/small/%2e/small.mp3", b"/./small/small.mp3"),
    *(b"//small/small.mp3", b"/small//small.mp3", b"///etc/passwd", b"/etc/passwd", b"/%2fetc%2fpasswd"),
    *(b"/small/small.mp3%00", b"/%00", b"/small/%00/small.mp3", b"/small\\small.mp3", b"/..\\secret.txt"),
    *(b"/%5c..%5csecret.txt", b"/small/..%5c..%5csecret.txt", b"/%c0%ae%c0%ae/secret.txt", b"/%ff", b"/%"),
    *(b"/small/small.mp3::$DATA", b"/C:/secret.txt", b"http://elsewhere.example/small/small.mp3", b"*", b"secret.txt"),
    b"/" + b"a" * 5000,
)


@pytest.mark.parametrize("path", TRAVERSALS, ids=lambda path: repr(path[:40]))
def test_paths_that_try_to_get_out(server: Serving, path: bytes) -> None:
    reply = get(server.port, path)
    assert reply.status in (400, 404, 421), reply
    assert b"private" not in reply.body
    assert b"root:" not in reply.body


@pytest.mark.parametrize(
    "host",
    [
        *("elsewhere.example", "elsewhere.example:80", "127.0.0.1.elsewhere.example", "127.0.0.1@elsewhere.example"),
        *("192.168.1.20", "127.0.0.2", "localhost.", "[::2]", "127.0.0.1:80:80", "127.0.0.1/x", "0.0.0.0"),
    ],
)
def test_a_foreign_host_name_gets_nothing(server: Serving, host: str) -> None:
    for path in ("/feed.xml", "/small/small.mp3"):
        reply = get(server.port, path, host=host)
        assert reply.status in (400, 421)
        assert b"<rss" not in reply.body


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "LOCALHOST", "[::1]", "localhost:1234"])
def test_this_machine_has_several_names(server: Serving, host: str) -> None:
    reply = get(server.port, "/feed.xml", host=host)
    assert reply.status == 200
    assert f"http://{host}/small/small.mp3".encode() in reply.body


def test_a_host_must_be_named_once(server: Serving) -> None:
    from support.serving import ask

    for lines in (b"", b"Host: localhost\r\nHost: elsewhere.example\r\n"):
        assert ask(server.port, b"GET /feed.xml HTTP/1.1\r\n" + lines + b"Connection: close\r\n\r\n").status == 400


def test_nothing_can_be_changed(server: Serving) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        reply = get(server.port, "/feed.xml", method=method)
        assert (reply.status, reply.headers["allow"]) == (405, "GET, HEAD, OPTIONS")
    asked = get(server.port, "/feed.xml", method="OPTIONS", Origin="https://elsewhere.example")
    assert (asked.status, asked.headers["access-control-allow-origin"]) == (204, "*")


def test_the_feed_says_this_address_and_keeps_its_guids(tmp_path: Path, publication: TestPublication) -> None:
    made = publication.copy_to(tmp_path / "publication")
    path = write_feed(made, {f"{SITE}small/": "small"})
    with serving(made) as server:
        status, headers, body = curl(f"{server.url}feed.xml")
        text = body.decode()
        assert status == 200
        assert text.replace(server.url, SITE) == path.read_text(encoding="utf-8")
        assert text.count(SITE) == 1
        assert f">{SITE}small/</guid>" in text
        assert curl("-H", f"If-None-Match: {headers['etag']}", f"{server.url}feed.xml")[0] == 304
        enclosure = re.findall(r'<enclosure url="([^"]+)" length="(\d+)"', text)
        assert [int(size) for _, size in enclosure] == [len(curl(url)[2]) for url, _ in enclosure]


def test_the_feed_given_out_is_never_older_than_the_editions(tmp_path: Path, publication: TestPublication) -> None:
    """As after a build that was killed between the MP3 and the feed."""
    made = publication.copy_to(tmp_path / "publication")
    write_feed(made, {"urn:small": "small"})
    with serving(made) as server:
        before = curl(f"{server.url}feed.xml")
        made.edit("The very end.", "The very end comes now, and it is longer.")
        made.build()
        status, _, body = curl("-H", f"If-None-Match: {before[1]['etag']}", f"{server.url}feed.xml")
        assert status == 200
        ((url, size),) = re.findall(r'<enclosure url="([^"]+)" length="(\d+)"', body.decode())
        _, headers, mp3 = curl(url)
        assert (len(mp3), mp3) == (int(size), made.mp3.read_bytes())
        assert "immutable" in headers["cache-control"]


def test_a_draft_is_not_given_out_and_a_former_name_answers(tmp_path: Path, publication: TestPublication) -> None:
    made = publication.copy_to(tmp_path / "publication")
    text = made.script.read_text(encoding="utf-8")
    made.write_file("draft.md", text.replace("slug: small", "slug: draft\ndraft: true"))
    made.script.rename(made.script.with_name("renamed.md"))
    made.write_file("renamed.md", text.replace("slug: small", "slug: renamed"))
    made.run_build()
    assert made.edition("draft").mp3.is_file()
    with serving(made) as server:
        for name in ("draft/draft.mp3", "draft/player.html", "draft/edition.json", "small/player.html"):
            assert get(server.port, f"/{name}").status == 404, name
        reply = get(server.port, "/small/small.mp3?v=0123456789abcdef", Range="bytes=0-99")
        assert (reply.status, reply.body) == (206, made.edition("renamed").mp3.read_bytes()[:100])
        assert reply.headers["content-type"] == "audio/mpeg"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no FIFO")
def test_links_and_fifos_are_refused(tmp_path: Path, publication: TestPublication) -> None:
    made = publication.copy_to(tmp_path / "publication")
    audio = made.root / "audio"
    elsewhere = tmp_path / "elsewhere"
    shutil.copytree(made.folder, elsewhere)
    (audio / "linked").symlink_to(elsewhere)
    (made.folder / "chapters.json").unlink()
    (made.folder / "chapters.json").symlink_to(elsewhere / "chapters.json")
    (made.folder / "transcript.vtt").unlink()
    os.mkfifo(made.folder / "transcript.vtt")
    (audio / "index.html").unlink()
    (audio / "index.html").symlink_to(elsewhere / "edition.json")
    os.mkfifo(audio / "cover.jpg")
    os.link(elsewhere / "small.mp3", audio / "hard.mp3")
    with serving(made) as server:
        for path in ("linked/small.mp3", "linked/edition.json", "hard.mp3"):
            assert get(server.port, f"/{path}").status == 404, path
        for path in ("small/chapters.json", "small/transcript.vtt", "", "cover.jpg"):
            reply = get(server.port, f"/{path}")
            assert (reply.status, b"audio" in reply.body) == (503, False), path
        assert get(server.port, "/small/small.mp3").status == 200
        shutil.move(made.folder, tmp_path / "moved")
        made.folder.symlink_to(tmp_path / "moved")
        assert get(server.port, "/small/small.mp3").status == 404
    assert any("chapters.json" in line for line in server.said)


def test_a_manifest_that_cannot_be_read_is_named_and_the_others_go_on(
    tmp_path: Path, publication: TestPublication
) -> None:
    made = publication.copy_to(tmp_path / "publication")
    shutil.copytree(made.folder, made.root / "audio" / "broken")
    (made.root / "audio" / "broken" / "edition.json").write_text('{"schema": 2}')
    with serving(made) as server:
        assert [get(server.port, "/broken/small.mp3").status for _ in range(3)] == [503] * 3
        assert get(server.port, "/small/small.mp3").status == 200
        assert server.end() == 0
        assert sum("broken/edition.json" in line for line in server.said) == 1


def test_a_file_that_is_not_what_the_manifest_says_is_not_given_out(
    tmp_path: Path, publication: TestPublication
) -> None:
    made = publication.copy_to(tmp_path / "publication")
    mp3 = made.mp3.read_bytes()
    with serving(made) as server:
        assert get(server.port, "/small/small.mp3").body == mp3
        made.mp3.write_bytes(mp3[:-1] + bytes([mp3[-1] ^ 1]))
        assert get(server.port, "/small/small.mp3").status == 503
        made.mp3.write_bytes(mp3)
        assert get(server.port, "/small/small.mp3").body == mp3


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 0), (signal.SIGTERM, 143)])
def test_it_ends_in_order_also_during_a_download(publication: TestPublication, number: int, code: int) -> None:
    with serving(publication) as server, socket.create_connection(("127.0.0.1", server.port)) as waiting:
        waiting.sendall(b"GET /small/small.mp3 HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert waiting.recv(10).startswith(b"HTTP/1.1 2")
        assert server.end(number) == code
        assert "Traceback" not in "\n".join(server.said)


def test_a_taken_port_is_said_and_the_next_one_used(publication: TestPublication) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with serving(publication, port=port) as server:
            assert server.port > port
            assert get(server.port, "/feed.xml").status == 200
    assert f"port {port} is taken by another program; this is port {server.port}" in server.said


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have one loopback address")
def test_the_room_is_let_in_only_when_asked(publication: TestPublication, tmp_path: Path) -> None:
    require("zbarimg")
    with serving(publication) as server, pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.2", server.port))
    with serving(publication, "--lan", "--address", "127.0.0.2") as server:
        from support.serving import ask

        told = f"GET /feed.xml HTTP/1.1\r\nHost: 127.0.0.2:{server.port}\r\nConnection: close\r\n\r\n"
        reply = ask(server.port, told.encode(), address="127.0.0.2")
        assert f"http://127.0.0.2:{server.port}/small/small.mp3".encode() in reply.body
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.3", server.port))
    assert f"http://127.0.0.2:{server.port}/feed.xml" in server.addresses
    assert any("everybody in the network" in line for line in server.said)
    picture = tmp_path / "code.pgm"
    picture.write_bytes(as_picture([line for line in server.said if set(line) & set("█▀▄")]))
    assert run(["zbarimg", "-q", "--raw", str(picture)]).stdout.strip() == f"http://127.0.0.2:{server.port}/"


def as_picture(lines: list[str], scale: int = 6) -> bytes:
    """Half-block characters as a terminal with light letters on a dark ground shows them, as a PGM."""
    rows: list[str] = []
    for line in lines:
        rows += ["".join("1" if char in half else "0" for char in line) for half in ("█▀", "█▄")]
    width = max(map(len, rows))
    pixels = b"".join(
        (b"".join((b"\xff" if bit == "1" else b"\0") * scale for bit in row.ljust(width, "0"))) * scale for row in rows
    )
    return f"P5 {width * scale} {len(rows) * scale} 255\n".encode() + pixels


def test_what_it_needs_is_named(publication: TestPublication) -> None:
    ran = publication.run("serve", prelude="import sys; sys.modules['uvicorn'] = None")
    assert ran.returncode == 7
    assert "pip install 'audio-edition[serve]'" in ran.stderr
    assert publication.run("serve", "--address", "127.0.0.2").returncode == 2


def test_pages_load_again_after_an_edit(tmp_path: Path, publication: TestPublication) -> None:
    made = publication.copy_to(tmp_path / "publication")
    with serving(made, "--watch") as server:
        page = get(server.port, "/.live")
        assert "connect-src 'self'" in page.headers["content-security-policy"]
        # The published page is the same as without --watch.
        assert get(server.port, "/").body.decode() == PAGE
        assert get(server.port, "/.live/events", host="elsewhere.example").status == 421
        with socket.create_connection(("127.0.0.1", server.port), timeout=60) as stream:
            stream.sendall(b"GET /.live/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
            heard = b""
            while b": open" not in heard:
                heard += stream.recv(4096)
            made.edit("The very end.", "The very last end.")
            while b"event: built\ndata: small" not in heard:
                heard += stream.recv(4096)
            assert get(server.port, "/small/small.mp3").body == made.mp3.read_bytes()
            assert server.end() == 0


@pytest.mark.parametrize(("found", "usable"), [("192.168.1.20", True), ("127.0.0.1", False), ("0.0.0.0", False)])
def test_the_address_in_the_room_is_the_one_the_system_would_send_from(
    monkeypatch: pytest.MonkeyPatch, found: str, usable: bool
) -> None:
    """Asked of the system without sending anything: a datagram socket is connected, and never written to."""

    class Asked(socket.socket):
        def connect(self, address: object) -> None:
            assert address == ("192.0.2.1", 9)

        def getsockname(self) -> tuple[str, int]:
            return found, 1

    monkeypatch.setattr(lan.socket, "socket", Asked)
    if usable:
        assert lan.lan_address() == found
    else:
        with pytest.raises(StorageError, match="in no network"):
            lan.lan_address()
