"""The text of a module sent back: looked at first, every refusal with its line, then kept."""

import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.reflexes_calls.web.scene import Scene, make_scene
from tests.reflexes_calls.web.test_kept_modules import REVISION, _csrf, _plain, keep

pytestmark = pytest.mark.web


@pytest.fixture
def scene(tmp_path: Path, quick_passwords: None) -> Scene:
    del quick_passwords
    return make_scene(tmp_path)


@pytest.fixture
def trainer(scene: Scene) -> TestClient:
    return scene.visit("agent")


def _text(client: TestClient, address: str) -> str:
    return client.get(f"{address}/fichiers/module.toml").text


def _send(
    client: TestClient, address: str, text: str | bytes, do: str = "look", *, as_file: bool = True
) -> tuple[int, str]:
    shown = client.get(f"{address}/texte").text
    found = REVISION.search(shown)
    assert found
    data = {"csrf": _csrf(client), "revision": found[1], "do": do}
    if as_file:
        files = {"file": ("module.toml", text, "application/toml")}
    else:
        assert isinstance(text, str)
        data, files = {**data, "text": text}, {"file": ("", b"", "application/octet-stream")}
    answer = client.post(f"{address}/texte", data=data, files=files)
    return answer.status_code, _plain(answer.text)


def test_a_file_sent_back_shows_what_it_changes_then_is_kept(trainer: TestClient) -> None:
    address = keep(trainer)
    text = _text(trainer, address).replace('title = "Accueil"', 'title = "Café d’accueil"')

    status, page = _send(trainer, address, text)
    assert status == 200
    assert "<del>Accueil</del>" in page
    assert "<ins>Café d’accueil</ins>" in page
    assert "Café" not in trainer.get(address).text, "nothing is kept by looking"

    assert _send(trainer, address, text, "keep", as_file=False)[0] == 303
    assert "Café d’accueil" in trainer.get(address).text
    assert "Textes changés" in _plain(trainer.get(f"{address}/versions").text)
    assert "Rien : c’est ce qui est déjà gardé" in _send(trainer, address, text)[1]


def test_every_refusal_of_a_text_stands_with_its_line_and_the_text_is_given_back(
    trainer: TestClient,
) -> None:
    address = keep(trainer)
    text = _text(trainer, address)
    broken = text.replace("minutes = 210", "minutes = 999", 1)
    broken = re.sub(r'verb = "[^"]+"', 'verb = "comprendre"', broken, count=1)
    line = broken[: broken.index("minutes = 999")].count("\n") + 1

    for do in ("look", "keep"):
        status, page = _send(trainer, address, broken, do)
        assert status == 422
        assert f"<strong>Ligne {line}</strong> <code>minutes</code>" in page
        assert "objectives[0].verb" in page
        assert "comprendre" in page
    assert _text(trainer, address) == text


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (b"\xff\xfe\x00bad", "n’est pas un texte en UTF-8"),
        (b"title = ", "Ligne 1"),
        (b"#" * 300_000, "256 ko"),
        (b"", "Choisissez le fichier .toml"),
    ],
)
def test_what_is_no_module_is_refused_in_words(trainer: TestClient, sent: bytes, said: str) -> None:
    address = keep(trainer)
    status, page = _send(trainer, address, sent)
    assert status == 422
    assert said in page


def test_a_text_never_overwrites_what_was_saved_meanwhile(trainer: TestClient) -> None:
    address = keep(trainer)
    text = _text(trainer, address).replace('title = "Accueil"', 'title = "Café"')
    data = {"csrf": _csrf(trainer), "revision": "0", "do": "keep", "text": text}
    answer = trainer.post(f"{address}/texte", data=data, files={"file": ("", b"")})
    assert answer.status_code == 409
    assert "Café" in answer.text
    assert "Café" not in _text(trainer, address)


def test_a_picture_cannot_come_with_a_text_alone(trainer: TestClient) -> None:
    address = keep(trainer)
    text = _text(trainer, address)
    at = text.index("[[sessions.sequences.activities.slides]]")
    head = '[[sessions.sequences.activities.slides]]\ntitle = "Image"\n'
    picture = head + 'picture = { file = "carte.png", description = "Une carte" }\n\n'
    status, page = _send(trainer, address, text[:at] + picture + text[at:])
    assert status == 422
    assert "carte.png" in page
