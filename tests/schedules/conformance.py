"""Judges of schedules that are not ours: C3VOC's own XSD and JSON schema, and the files of real conferences."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import xmlschema

from tests.conftest import SHARED

REAL = ("fosdem_2021.xml", "kielux_2020.ics", "pretalx-democon.json")


def shared(*parts: str) -> Path:
    """Return a file of the shared folder; only where there is no such folder at all is the test skipped."""
    if not SHARED.exists():
        pytest.skip("there is no shared folder here")
    return SHARED.joinpath(*parts)


def real(name: str) -> bytes:
    """Return the schedule of a real conference."""
    return shared("data", "schedules", name).read_bytes()


def xml_faults(body: bytes) -> list[str]:
    """Return what C3VOC's XSD finds wrong with a schedule.xml."""
    return [f"{error.path}: {error.reason}" for error in _xsd().iter_errors(body.decode())]


def json_faults(body: bytes) -> list[str]:
    """Return what C3VOC's schema v1 finds wrong with a schedule.json, formats such as moments included."""
    return [f"{error.instance_path}: {error.message}" for error in _json_schema().iter_errors(json.loads(body))]


@cache
def _xsd() -> xmlschema.XMLSchema:
    return xmlschema.XMLSchema(str(shared("conformance", "schedule.xml.xsd")))


@cache
def _json_schema() -> Any:
    schema = json.loads(shared("conformance", "schedule.v1.json").read_text(encoding="utf-8"))
    return jsonschema_rs.validator_for(schema, validate_formats=True)
