"""A deliberation of very many files comes page by page."""

import pytest
from starlette.testclient import TestClient

from reflexes_calls.actions.deliberating import open_deliberation
from reflexes_calls.actions.people import sign_in
from reflexes_calls.domain.jury import JuryKind
from reflexes_calls.settings import Settings
from reflexes_calls.web.app import create_app
from reflexes_calls.web.security import SESSION_COOKIE
from tests.makers import PASSWORD, World
from tests.reflexes_calls.marks_scene import a_marked_call

pytestmark = pytest.mark.web


def test_the_files_of_a_deliberation_come_page_by_page(small_world: World) -> None:
    scene = a_marked_call(small_world, {(file, 0): 3 for file in range(60)}, files=60, readers=1)
    open_deliberation(
        scene.world.desk, scene.world.manager, scene.call.public_id, JuryKind.PROJECT, {}
    )
    app = create_app(Settings(), scene.world.desk)
    with TestClient(app, follow_redirects=False) as visitor:
        session = sign_in(scene.world.desk, scene.world.manager.email, PASSWORD)
        visitor.cookies.set(SESSION_COOKIE, session)
        here = f"/gestion/appels/{scene.call.public_id}/jury/deliberation"
        first, second = visitor.get(here).text, visitor.get(f"{here}?page=2").text
        assert visitor.get(f"{here}?page=999").text.count('<tr><th scope="row">') == 10
    row = '<tr><th scope="row">'
    assert (first.count(row), second.count(row)) == (50, 10)
    assert "page=2#dossiers" in first
    assert all((receipt in first) != (receipt in second) for receipt in scene.receipts)
