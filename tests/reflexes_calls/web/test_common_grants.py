"""What is given by the CommonGrants protocol is read by its public SDK, strictly."""

import uuid

import pytest
from common_grants_sdk.schemas.pydantic import OpportunitiesListResponse, OpportunityResponse
from pydantic import ValidationError

from reflexes_calls.actions import publishing
from reflexes_calls.settings import Settings
from tests.makers import AFTER, PISTE, World, a_call, call_form
from tests.reflexes_calls.web.test_managing import Visits

pytestmark = pytest.mark.web
LIST = "/common-grants/opportunities"


@pytest.fixture
def visits(small_world: World) -> Visits:
    return Visits(small_world, Settings(address="https://appels.example"))


def test_a_call_is_an_opportunity(visits: Visits) -> None:
    call = a_call(visits.world)
    identifier = str(uuid.UUID(call.public_id))
    given = visits.as_(None).get(f"{LIST}/{identifier}?lang=en").json()
    read = OpportunityResponse.model_validate(given).data
    assert read.title == call.title("en")
    assert read.status.value == "open"
    assert read.funding is not None
    assert read.funding.max_award_amount is not None
    assert read.funding.max_award_amount.amount == "15000.00"
    assert read.key_dates is not None
    assert str(read.key_dates.close_date.date) == "2027-01-30"
    assert str(read.key_dates.close_date.time) == "17:00:00"
    assert set(read.key_dates.other_dates) == {"decision_by"}
    assert str(read.source) == f"https://appels.example/appels/{call.public_id}"
    assert read.custom_fields["pistes"].value == [PISTE]
    visits.world.at(AFTER)
    later = visits.as_(None).get(f"{LIST}/{identifier}").json()
    assert OpportunityResponse.model_validate(later).data.status.value == "closed"


def test_the_list_comes_by_pages_and_holds_no_draft(visits: Visits) -> None:
    world = visits.world
    known = {str(uuid.UUID(a_call(world).public_id)) for _ in range(3)}
    publishing.draft_call(world.desk, world.manager, PISTE, call_form())
    found: list[str] = []
    for page in (1, 2, 3):
        given = visits.as_(None).get(f"{LIST}?page={page}&pageSize=2").json()
        read = OpportunitiesListResponse.model_validate(given)
        assert (read.pagination_info.total_items, read.pagination_info.total_pages) == (3, 2)
        found += [str(each.id) for each in read.items]
    assert len(found) == 3
    assert set(found) == known


@pytest.mark.parametrize(
    ("address", "status"),
    [
        (f"{LIST}?page=0", 400),
        (f"{LIST}?page=-1", 400),
        (f"{LIST}?page=²", 400),
        (f"{LIST}?pageSize=101", 400),
        (f"{LIST}?pageSize=beaucoup", 400),
        (f"{LIST}/zero", 400),
        (f"{LIST}/{uuid.UUID(int=0)}", 404),
    ],
)
def test_what_cannot_be_given_says_why(visits: Visits, address: str, status: int) -> None:
    answer = visits.as_(None).get(address)
    assert answer.status_code == status
    assert answer.json()["status"] == status
    assert len(answer.json()["message"]) > 20


def test_the_sdk_refuses_what_is_wrong(visits: Visits) -> None:
    """Else the tests above would show nothing."""
    call = a_call(visits.world)
    given = visits.as_(None).get(f"{LIST}/{uuid.UUID(call.public_id)}").json()
    del given["data"]["status"]
    with pytest.raises(ValidationError):
        OpportunityResponse.model_validate(given)
