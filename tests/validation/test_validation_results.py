"""Results as other programs read them."""

from __future__ import annotations

import jsonschema
import pytest

from cramp.validation.citations import bibliography, cited
from cramp.validation.format import Source
from cramp.validation.result_format import result_json_schema
from cramp.validation.results import as_data, rows
from cramp.validation.scoring import Point, Score

RIGHT = Point("right", "mmol/L", 1.0, 0.1, 0.0, 1.1)
WRONG = Point("wrong", "mmol/L", 1.0, 0.1, 0.0, 2.0)
UNSURE = Point("unsure", "mmol/L", 1.0, 0.0, 0.0, 2.0)
ABSENT = Point("absent", "mmol/L", 1.0, 0.1, 0.0, None, lacking=("a moon",))
SOURCE = Source(citation="reid_2003", place="table 1", certainty="sourced")
REASON = "no kidney listens"
SCORES = (
    Score("one", "One", "fitted", (RIGHT,), source=SOURCE, believed_reason=REASON),
    Score("two", "Two", "predicted", (WRONG, UNSURE), believed_reason=REASON),
    Score("three", "Three", "predicted", (ABSENT,), believed_reason=REASON),
)


@pytest.fixture(scope="module")
def data():
    return as_data(SCORES, draws=8, seed=0)


def test_results_are_as_their_schema_tells(data):
    schema = result_json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(data, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data | {"mood": 1}, schema)


def test_experiments_are_counted_by_role(data):
    assert data["summary"]["fitted"] == {
        "experiments": 1, "reproduced": 1, "not_reproduced": 0, "not_simulated": 0,
    }  # fmt: skip
    assert data["summary"]["predicted"] == {
        "experiments": 2, "reproduced": 0, "not_reproduced": 1, "not_simulated": 1,
    }  # fmt: skip


def test_each_experiment_tells_how_it_went_and_from_where(data):
    one, two, three = data["experiments"]
    assert [one["reproduced"], two["reproduced"], three["reproduced"]] == [True, False, None]
    assert one["source"] == {
        "citation": "Reid F. et al. 2003, Clinical Science 104:17",
        "place": "table 1",
        "certainty": "sourced",
    }
    assert two["z"] == [pytest.approx(10), None]
    assert three["z"] == [None]


def test_the_believed_reason_is_told_where_the_body_fails_alone(data):
    assert [one["believed_reason"] for one in data["experiments"]] == [None, REASON, None]
    reasons = [row[-1] for row in rows(SCORES)]
    assert [REASON in reason for reason in reasons] == [False, True, False]


def test_keys_of_the_bibliography_are_written_out_inside_a_citation():
    assert cited("as tabulated in iom_2005").startswith(
        "as tabulated in Institute of Medicine 2005"
    )
    assert cited("Nobody 2000 J 1:2") == "Nobody 2000 J 1:2"


def test_every_work_of_the_bibliography_has_words():
    assert len(bibliography()) > 40
    untold = [key for key, words in bibliography().items() if "{" in words or len(words) < 10]
    assert untold == []
