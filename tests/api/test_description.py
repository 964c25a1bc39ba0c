"""The description is true: whatever it allows is answered as it says, and whatever it does not is refused."""

from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.core.parameters import ParameterLocation
from schemathesis.specs.openapi.checks import ignored_auth, positive_data_acceptance

from eventapp.events.models import Event
from tests.factories import make_registration

# What a schema cannot say: that an event ends after it starts, that a name holds a letter, that a session is there.
# And headers that are fixed for all cases are no sign of ignored authorization; test_entrance.py looks after that.
BEYOND_SCHEMAS = [positive_data_acceptance, ignored_auth]


def test_the_description_is_openapi_31(bare_app: Flask, event: Event) -> None:
    described = bare_app.test_client().get("/api/v1/openapi.json").get_json()
    assert described["openapi"] == "3.1.0"
    assert described["security"] == [{"token": []}]
    schemathesis.openapi.from_dict(described).validate()
    for schema in described["components"]["schemas"].values():
        jsonschema_rs.meta.validate(schema)


def parts_of(described: Any) -> Iterator[dict[str, Any]]:
    """Yield every object in the description."""
    if isinstance(described, dict):
        yield described
    for each in described.values() if isinstance(described, dict) else described if isinstance(described, list) else ():
        yield from parts_of(each)


def test_what_may_be_left_out_is_among_the_words_that_are_listed(bare_app: Flask, event: Event) -> None:
    described = bare_app.test_client().get("/api/v1/openapi.json").get_json()
    listed = [each for each in parts_of(described) if isinstance(each.get("enum"), list)]
    assert len(listed) > 10
    assert [each for each in listed if "default" in each and each["default"] not in each["enum"]] == []
    assert [each for each in listed if "null" in each.get("type", ()) and None not in each["enum"]] == []


@pytest.mark.parametrize(
    ("mode", "answered"), [(GenerationMode.POSITIVE, {200, 409}), (GenerationMode.NEGATIVE, {422})]
)
def test_every_operation_keeps_its_word(
    bare_app: Flask, event: Event, program: Any, mode: GenerationMode, answered: set[int]
) -> None:
    """`answered` shows that the cases reached the views, and were not all unknown."""
    with bare_app.test_request_context():
        ref = make_registration(event).ref
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", bare_app)
    # The WSGI transport unpacks nothing.
    schema.config.update(headers={"Authorization": f"Bearer {program().token}", "Accept-Encoding": "identity"})
    tried = []
    for result in schema.get_all_operations():
        operation = result.ok()
        if mode is GenerationMode.NEGATIVE and not [*operation.body, *operation.query]:
            continue  # a path alone cannot be wrong, only unknown

        @given(case=operation.as_strategy(generation_mode=mode))
        @settings(max_examples=12, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        def keeps_its_word(case: Any) -> None:
            path = case.meta.components.get(ParameterLocation.PATH)
            if path is not None and path.mode is GenerationMode.POSITIVE:
                known = {"slug": "forum", "ref": ref, "registration": ref}
                case.path_parameters.update({name: known[name] for name in case.path_parameters})
            tried.append(case.call_and_validate(excluded_checks=BEYOND_SCHEMAS).status_code)

        keeps_its_word()
    assert len(tried) > 100 and answered <= set(tried)


@pytest.mark.parametrize(("name", "value"), [("direction", ""), ("at", ""), ("direction", " "), ("at", " ")])
def test_an_empty_text_is_no_word_of_a_list_and_no_moment(program: Any, name: str, value: str) -> None:
    body = {"id": "0b5e2b0e-6c0e-4a53-9a5e-6f5a4f0f5d11", "code": "x", name: value}
    answer = program()("POST", "/events/forum/scans", body)
    assert (answer.status_code, set(answer.get_json()["errors"])) == (422, {name})
