"""The ways in that every other test relies on."""

from allauth.account.authentication import get_authentication_records
from django.test import RequestFactory

from requests_app import states


def test_a_filed_request_is_running_under_the_law_of_its_venue(rights_request):
    assert rights_request.workflow == states.Workflow.FILED
    assert rights_request.due_on is not None
    assert rights_request.receipts.count() == 1


def test_a_member_of_an_organisation_comes_in_with_a_second_factor(signed_in, operator, resident):
    assert "mfa" in _methods(signed_in(operator), operator)
    assert "mfa" not in _methods(signed_in(operator, mfa=False), operator)
    assert "mfa" not in _methods(signed_in(resident), resident)


def _methods(client, user):
    request = RequestFactory().get("/")
    request.session = client.session
    return [record["method"] for record in get_authentication_records(request, user)]
