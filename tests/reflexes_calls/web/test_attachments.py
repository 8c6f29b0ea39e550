"""Files on the pages: limits told first, a fault said of each file, and nothing lost."""

import asyncio
import os
import re
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import attrs
import httpx2
import pytest
from starlette.testclient import TestClient

from reflexes_calls.actions.applying import start_draft, submit
from reflexes_calls.actions.people import person_of_session
from reflexes_calls.domain.attachment import MEGABYTE, FileKind
from reflexes_calls.settings import Settings
from reflexes_calls.web.app import create_app
from reflexes_calls.web.file_questions import KINDS_IN_WORDS
from reflexes_calls.web.pages.attachments import disposition
from reflexes_calls.web.security import SESSION_COOKIE
from reflexes_calls.web.sent_files import SLACK
from tests.reflexes_calls.files import sent
from tests.reflexes_calls.web.scene import ANSWERS, DEADLINE, Scene, make_scene

pytestmark = pytest.mark.web
TOKEN = re.compile(r'name="csrf" value="([0-9a-f]+)"')
LINK = re.compile(r'href="(/dossiers/[0-9a-f]+/fichiers/[0-9a-f]{32})"')
FORM = "multipart/form-data; boundary=x"
JSON = {"Accept": "application/json"}
TWO_GIGABYTES = 2 * 1024**3


@pytest.fixture
def scene(tmp_path: Path, quick_passwords: None) -> Scene:
    """An instance on which passwords cost nothing."""
    del quick_passwords
    return make_scene(tmp_path)


@pytest.fixture
def agent(scene: Scene) -> TestClient:
    """The browser of the applicant."""
    return scene.visit("agent")


@pytest.fixture
def page(scene: Scene, agent: TestClient) -> str:
    """The page of the question that asks for files, in the applicant's draft."""
    person = person_of_session(scene.desk, agent.cookies[SESSION_COOKIE])
    assert person is not None
    draft = start_draft(scene.desk, person, scene.call, scene.own)
    return f"/dossiers/{draft.public_id}/fichiers/attached"


def token(client: TestClient, page: str) -> str:
    """The token of the forms of a page."""
    found = TOKEN.search(client.get(page).text)
    assert found is not None
    return found[1]


def post(
    client: TestClient, page: str, *files: tuple[str, bytes], **fields: str
) -> httpx2.Response:
    """Send the plain form."""
    said = {"csrf": token(client, page)} | fields
    return client.post(page, data=said, files=[("file", file) for file in files])


@attrs.define
class Body:
    """A body that comes chunk after chunk, for ever or until the sender is cut off.

    `looks` is asked each time what is on the disk.
    """

    chunk: bytes
    begins: bytes = b""
    most: int | None = None
    looks: Callable[[Scene], list[Path]] | None = None
    at: Scene | None = None
    read: int = 0
    heaviest: int = 0
    answered: str = ""

    async def receive(self) -> dict[str, object]:
        """The next thing that the server hears."""
        if self.read == self.most:
            return {"type": "http.disconnect"}
        if self.looks and self.at:
            self.heaviest = max(
                [self.heaviest, *(each.stat().st_size for each in self.looks(self.at))]
            )
        said = self.begins if self.begins and not self.read else self.chunk
        self.read += 1
        return {"type": "http.request", "body": said, "more_body": True}


def speak(client: TestClient, method: str, path: str, headers: dict[str, str], body: Body) -> int:
    """Send a request whose body the usual client would first read whole; gives the status."""
    said = headers | {"Cookie": f"{SESSION_COOKIE}={client.cookies[SESSION_COOKIE]}"}
    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": b"",
        "headers": [(name.lower().encode(), value.encode()) for name, value in said.items()],
        "server": ("testserver", 80),
        "client": ("somewhere", 1),
        "scheme": "http",
        "http_version": "1.1",
    }
    told: list[int] = []

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            told.append(message["status"])
        body.answered += message.get("body", b"").decode()

    # In a thread: where a browser was driven before, this one already has its loop.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, client.app(scope, body.receive, send)).result()
    return told[0]


def kept(scene: Scene) -> int:
    """How many contents are in the store."""
    return sum(path.is_file() for path in (scene.desk.files.folder / "kept").rglob("*"))


def on_disk(scene: Scene) -> list[Path]:
    """What is being received."""
    return list((scene.desk.files.folder / "receiving").glob("*"))


def announce(client: TestClient, page: str, name: str, size: int) -> httpx2.Response:
    """Announce a file that comes by parts."""
    headers = JSON | {"X-CSRF": token(client, page)}
    return client.post(f"{page}/envois", json={"name": name, "size": size}, headers=headers)


def send(
    client: TestClient, page: str, address: str, content: bytes, at: int | str
) -> httpx2.Response:
    """Send one part."""
    headers = JSON | {"X-CSRF": token(client, page), "Upload-Offset": str(at)}
    return client.patch(address, content=content, headers=headers)


def test_limits_are_told_first_and_another_means_is_named(agent: TestClient, page: str) -> None:
    said = agent.get(f"{page}?lang=en").text
    assert "3 files at most, of 20 MB each." in said
    assert "Kinds taken:" in said
    assert "<li>PDF</li>" in said
    assert "<li>texts of LibreOffice or Word</li>" in said
    assert 'accept=".pdf,' in said
    assert "Another means: Mission innovation, mission@essai.example" in said
    assert said.index("3 files at most") < said.index('type="file"')
    box = re.search(r'<input type="file" id="attached"[^>]*>', said)
    assert box is not None
    assert 'aria-describedby="attached-hint"' in box[0]
    assert "multiple" in box[0]


def test_the_page_has_no_script_inside_and_its_policy_lets_ours_in(
    agent: TestClient, page: str
) -> None:
    answer = agent.get(page)
    for script in re.findall(r"<script([^>]*)>(.*?)</script>", answer.text, re.DOTALL):
        assert 'src="/static/upload.js' in script[0]
        assert not script[1]
    assert "style=" not in answer.text
    policy = answer.headers["Content-Security-Policy"]
    assert "script-src 'self'; connect-src 'self'" in policy
    assert agent.get("/static/upload.js").status_code == 200


def test_files_are_sent_without_a_script_listed_downloaded_and_removed(
    agent: TestClient, page: str
) -> None:
    answer = post(agent, page, ("Lettre de l’équipe.pdf", sent.PDF), ("plan.png", sent.PNG))
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"{page}?done=attached"
    said = agent.get(f"{page}?done=attached").text
    assert 'role="status"' in said
    assert "Lettre de l’équipe.pdf" in said
    assert "plan.png" in said
    address = LINK.findall(said)[0]
    assert agent.get(address).content == sent.PDF
    removed = agent.post(
        f"{page}/retirer",
        data={"csrf": token(agent, page), "attachment": address.rpartition("/")[2]},
    )
    assert removed.headers["Location"] == f"{page}?done=file-removed"
    assert "Lettre de l’équipe" not in agent.get(page).text
    assert agent.get(address).status_code == 404


def test_a_download_can_do_nothing_in_the_browser(agent: TestClient, page: str) -> None:
    post(agent, page, ("notes.txt", b"<script>alert(1)</script>"))
    answer = agent.get(LINK.findall(agent.get(page).text)[0])
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "script-src" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["Content-Disposition"].startswith("attachment; ")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Length"] == "25"


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("rapport.pdf", "rapport.pdf"),
        ("Été 2027 – bilan.pdf", "Ete 2027  bilan.pdf"),
        ("日本.pdf", ".pdf"),
        ('a"b\\c%41.pdf', "abc41.pdf"),
    ],
)
def test_a_name_of_a_download_is_said_in_both_ways(name: str, plain: str) -> None:
    said = disposition(name)
    assert said.isascii()
    assert f'filename="{plain}"' in said
    assert unquote(said.partition("UTF-8''")[2]) == name


def test_each_refused_file_has_its_own_sentence_and_the_others_are_kept(
    scene: Scene, agent: TestClient, page: str
) -> None:
    answer = post(
        agent,
        f"{page}?lang=en",
        ("bon.pdf", sent.PDF),
        ("vide.pdf", b""),
        ("programme.pdf", sent.EXE),
    )
    assert answer.status_code == 422
    assert "<title>Error:" in answer.text
    assert "vide.pdf – This file is empty." in answer.text
    assert (
        "programme.pdf – Its name ends in .pdf, but its content is something else." in answer.text
    )
    assert "bon.pdf – " not in answer.text
    assert LINK.findall(answer.text)
    assert answer.text.count('href="#attached"') == 2
    assert 'aria-invalid="true"' in answer.text
    assert kept(scene) == 1
    assert on_disk(scene) == []


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("a/b\\c.pdf", "c.pdf"),
        ("é" * 300 + ".pdf", "é" * 116 + ".pdf"),
        ("......", "fichier.pdf"),
        ("facture\u202efdp.pdf", "facturefdp.pdf"),
        ("<b>gras</b>.pdf", "b_.pdf"),
    ],
)
def test_whatever_its_name_a_file_is_kept_under_its_digest_and_shown_safely(
    scene: Scene, agent: TestClient, page: str, name: str, shown: str
) -> None:
    headers = {"X-CSRF": token(agent, page), **JSON}
    announced = agent.post(
        f"{page}/envois", json={"name": name, "size": len(sent.PDF)}, headers=headers
    ).json()
    attached = send(agent, page, announced["address"], sent.PDF, 0).json()["attachment"]
    assert attached["name"] == shown
    assert f">{shown}</a>" in agent.get(page).text
    paths = [path.name for path in scene.desk.files.folder.rglob("*") if path.is_file()]
    assert [each for each in paths if each != "swept"] == [attached["digest"][2:]]


def test_a_form_without_a_file_says_what_to_do(agent: TestClient, page: str) -> None:
    answer = post(agent, f"{page}?lang=en", ("", b""))
    assert answer.status_code == 422
    assert "Choose a file first, then send it." in answer.text


def test_a_question_takes_so_many_files_and_its_form_then_closes(
    agent: TestClient, page: str
) -> None:
    for name in ("un.pdf", "deux.pdf"):
        post(agent, page, (name, sent.PDF))
    answer = post(agent, f"{page}?lang=en", ("trois.pdf", sent.PDF), ("quatre.pdf", sent.PDF))
    assert answer.status_code == 422
    assert "quatre.pdf – There are already 3 files, and 3 is the most." in answer.text
    assert "trois.pdf – " not in answer.text
    form = re.search(r'<form class="file-form"[^>]*>', answer.text)
    assert form is not None
    assert " hidden " in form[0]
    assert "This question has all the files it takes." in answer.text


def test_a_file_a_little_too_large_is_told_so_and_never_written_whole(
    scene: Scene, page: str
) -> None:
    files = attrs.evolve(scene.desk.files, most_bytes=MEGABYTE)
    client = with_desk(scene, files=files)
    answer = post(
        client, f"{page}?lang=en", ("lourd.txt", b"0" * (3 * MEGABYTE)), ("bon.txt", b"0" * 10)
    )
    assert answer.status_code == 422
    assert "lourd.txt – This file weighs 3 MB; the limit is 1 MB." in answer.text
    assert ">bon.txt</a>" in answer.text
    assert kept(scene) == 1
    assert on_disk(scene) == []


def with_desk(scene: Scene, **changes: object) -> TestClient:
    """The applicant's browser, on an instance with other settings."""
    desk = attrs.evolve(scene.desk, **changes)
    client = TestClient(create_app(Settings(), desk), follow_redirects=False)
    client.cookies.set(SESSION_COOKIE, scene.visit("agent").cookies[SESSION_COOKIE])
    return client


def test_a_body_announced_far_too_long_is_refused_before_a_byte_is_read(
    scene: Scene, agent: TestClient, page: str
) -> None:
    said = {"Content-Length": str(TWO_GIGABYTES), "Content-Type": FORM}
    body = Body(b"0" * MEGABYTE)
    assert speak(agent, "POST", page, said, body) == 413
    assert body.read == 0
    assert "Ce qui a été envoyé pèse 2048\u00a0Mo ou plus" in body.answered
    assert on_disk(scene) == []


def test_a_form_that_never_ends_is_read_so_far_and_written_less(scene: Scene, page: str) -> None:
    client = with_desk(scene, files=attrs.evolve(scene.desk.files, most_bytes=MEGABYTE))
    begins = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'
    body = Body(b"0" * MEGABYTE, begins=begins, looks=on_disk, at=scene)
    assert speak(client, "POST", page, {"Content-Type": FORM}, body) == 413
    assert "chaque fichier peut peser 1\u00a0Mo" in body.answered
    assert SLACK < body.read * MEGABYTE <= SLACK + 5 * MEGABYTE
    assert body.heaviest <= MEGABYTE
    assert on_disk(scene) == []


def test_a_form_without_its_token_keeps_nothing(scene: Scene, agent: TestClient, page: str) -> None:
    answer = agent.post(page, data={"csrf": "0" * 64}, files=[("file", ("a.pdf", sent.PDF))])
    assert answer.status_code == 403
    assert kept(scene) == 0
    assert on_disk(scene) == []


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"--x\r\nnothing", "multipart/form-data; boundary=x"),
        (b"--x\r\n", "multipart/form-data"),
        (b"csrf=1", "application/x-www-form-urlencoded"),
        (b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF', "m"),
        (b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n' + b"0" * 300_000, "m"),
    ],
)
def test_a_body_that_is_no_whole_form_is_refused_plainly(
    scene: Scene, agent: TestClient, page: str, content: bytes, kind: str
) -> None:
    said = {"m": "multipart/form-data; boundary=x"}.get(kind, kind)
    answer = agent.post(page, content=content, headers={"Content-Type": said})
    assert answer.status_code == 400
    assert on_disk(scene) == []


def test_a_visitor_is_led_to_sign_in_and_back_to_a_page_that_is_there(
    scene: Scene, agent: TestClient, page: str
) -> None:
    stranger = TestClient(agent.app, follow_redirects=False)
    answer = stranger.post(page, files=[("file", ("a.pdf", sent.PDF))])
    assert answer.status_code == 303
    assert unquote(answer.headers["Location"]) == f"/connexion?next={page}"
    assert agent.get(page).status_code == 200
    assert kept(scene) == 0


def test_others_find_neither_the_page_nor_the_files(
    scene: Scene, agent: TestClient, page: str
) -> None:
    post(agent, page, ("a.pdf", sent.PDF))
    address = LINK.findall(agent.get(page).text)[0]
    for name in ("ana", "manager"):
        other = scene.visit(name)
        assert other.get(page).status_code == 404
        assert other.get(address).status_code == 404
        assert other.post(page, files=[("file", ("a.pdf", sent.PDF))]).status_code == 404
    assert agent.get(page.replace("attached", "title")).status_code == 404
    assert agent.get(page.replace("attached", "f" * 32)).status_code == 404


def test_after_a_form_one_returns_inside_the_site_alone(agent: TestClient, page: str) -> None:
    answer = post(agent, page, ("a.pdf", sent.PDF), back="/dossiers#attached")
    assert answer.headers["Location"] == "/dossiers?done=attached#attached"
    answer = post(agent, page, ("b.pdf", sent.PDF), back="https://elsewhere.example/")
    assert answer.headers["Location"] == f"{page}?done=attached"


def test_a_file_is_sent_by_parts_and_goes_on_after_a_cut(agent: TestClient, page: str) -> None:
    content = sent.docx(word__a=os.urandom(100_000))
    announced = announce(agent, page, "lettre.docx", len(content))
    assert announced.status_code == 201
    address = announced.headers["Location"]
    assert announced.json()["address"] == address
    first = send(agent, page, address, content[:40_000], 0)
    assert (first.status_code, first.headers["Upload-Offset"]) == (200, "40000")
    asked = agent.head(address)
    assert asked.headers["Upload-Offset"] == "40000"
    assert asked.headers["Upload-Length"] == str(len(content))
    assert agent.get(address).json()["offset"] == 40_000
    wrong = send(agent, page, address, content[90_000:], 90_000)
    assert (wrong.status_code, wrong.headers["Upload-Offset"]) == (409, "40000")
    last = send(agent, page, address, content[40_000:], 40_000).json()
    assert last["attachment"]["name"] == "lettre.docx"
    assert agent.get(last["attachment"]["address"]).content == content
    assert agent.head(address).status_code == 404
    assert ">lettre.docx</a>" in agent.get(page).text


def test_two_gigabytes_announced_are_refused_in_words(
    scene: Scene, agent: TestClient, page: str
) -> None:
    answer = announce(agent, f"{page}", "film.pdf", TWO_GIGABYTES)
    assert answer.status_code == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert "2048" in answer.json()["detail"]
    assert "20" in answer.json()["detail"]
    assert on_disk(scene) == []


def test_endless_bytes_after_a_small_announcement_stop_at_once(
    scene: Scene, agent: TestClient, page: str
) -> None:
    address = announce(agent, page, "a.txt", 1000).headers["Location"]
    body = Body(b"0" * 400)
    said = JSON | {"X-CSRF": token(agent, page), "Upload-Offset": "0"}
    assert speak(agent, "PATCH", address, said, body) == 422
    assert body.read == 3
    assert on_disk(scene)[0].stat().st_size == 800
    assert agent.head(address).headers["Upload-Offset"] == "800"


def test_a_part_that_is_cut_leaves_what_came(agent: TestClient, page: str) -> None:
    address = announce(agent, page, "a.txt", 1000).headers["Location"]
    said = JSON | {"X-CSRF": token(agent, page), "Upload-Offset": "0"}
    speak(agent, "PATCH", address, said, Body(b"0" * 300, most=2))
    assert agent.head(address).headers["Upload-Offset"] == "600"
    last = send(agent, page, address, b"0" * 400, 600).json()
    assert last["attachment"]["size"] == 1000


def test_a_bomb_sent_by_parts_is_refused_in_words_and_forgotten(
    scene: Scene, agent: TestClient, page: str
) -> None:
    bomb = sent.bomb()
    address = announce(agent, f"{page}", "lettre.docx", len(bomb)).headers["Location"]
    answer = send(agent, page, address, bomb, 0)
    assert answer.status_code == 422
    assert "301" in answer.json()["detail"]
    assert kept(scene) == 0
    assert on_disk(scene) == []


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b'{"name": 1, "size": 1}', b'{"name": "a", "size": "1"}', b'"a"',
             b'{"name": "a", "size": true}', b'{"name": "a", "size": 1.5}', b"\xff"]
)  # fmt: skip
def test_an_announcement_that_cannot_be_read_is_refused(
    agent: TestClient, page: str, body: bytes
) -> None:
    headers = JSON | {"X-CSRF": token(agent, page)}
    assert agent.post(f"{page}/envois", content=body, headers=headers).status_code == 400


@pytest.mark.parametrize("at", ["", "-1", "a", "1.5", "9" * 5000])
def test_an_offset_that_is_none_is_refused(agent: TestClient, page: str, at: str) -> None:
    address = announce(agent, page, "a.pdf", 100).headers["Location"]
    assert send(agent, page, address, b"0", at).status_code == 400


def test_a_script_without_its_token_or_its_session_changes_nothing(
    scene: Scene, agent: TestClient, page: str
) -> None:
    address = announce(agent, page, "a.pdf", 100).headers["Location"]
    said = {"name": "a.pdf", "size": 100}
    stranger = TestClient(agent.app, follow_redirects=False)
    for client, status in ((agent, 403), (stranger, 401)):
        headers = JSON | {"Upload-Offset": "0"}
        assert client.post(f"{page}/envois", json=said, headers=headers).status_code == status
        assert client.patch(address, content=b"0", headers=headers).status_code == status
        assert client.delete(address, headers=headers).status_code == status
    assert stranger.get(address, headers=JSON).status_code == 401
    assert [path.stat().st_size for path in on_disk(scene)] == [0]


def test_a_file_on_its_way_can_be_given_up(scene: Scene, agent: TestClient, page: str) -> None:
    address = announce(agent, page, "a.pdf", 100).headers["Location"]
    headers = JSON | {"X-CSRF": token(agent, page)}
    assert agent.delete(address, headers=headers).status_code == 204
    assert agent.head(address).status_code == 404
    assert on_disk(scene) == []


def test_an_infected_file_is_refused_on_the_page(scene: Scene, page: str, tmp_path: Path) -> None:
    script = tmp_path / "scanner.py"
    script.write_text("import sys; sys.exit('EICAR' in open(sys.argv[1]).read())")
    files = attrs.evolve(scene.desk.files, scanner=f"{sys.executable} {script}")
    client = with_desk(scene, files=files)
    answer = post(
        client, f"{page}?lang=en", ("virus.pdf", sent.PDF + b"EICAR"), ("bon.pdf", sent.PDF)
    )
    assert answer.status_code == 422
    assert "virus.pdf – The virus scan found something in this file" in answer.text
    assert ">bon.pdf</a>" in answer.text
    assert kept(scene) == 1


def test_once_it_is_too_late_files_are_shown_and_no_longer_changed(
    scene: Scene, agent: TestClient, page: str
) -> None:
    post(agent, page, ("a.pdf", sent.PDF))
    person = person_of_session(scene.desk, agent.cookies[SESSION_COOKIE])
    assert person is not None
    submit(scene.desk, person, page.split("/")[2], ANSWERS)
    scene.clock.instant = DEADLINE.replace(month=3)
    said = token(agent, "/dossiers")
    answer = agent.post(page, data={"csrf": said}, files=[("file", ("b.pdf", sent.PDF))])
    assert answer.status_code == 409
    assert kept(scene) == 1
    assert agent.get(LINK.findall(agent.get(page).text)[0]).status_code == 200


def test_every_kind_is_told_in_words() -> None:
    assert set().union(*(kinds for kinds, _ in KINDS_IN_WORDS)) == set(FileKind)
