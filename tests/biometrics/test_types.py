"""An open template leaves memory by no way."""

import copy
import json
import logging
import pickle

import numpy as np
import pytest
from django.utils import translation

from biometrics.types import (
    Decision,
    EngineId,
    OpenTemplate,
    Outcome,
    PictureProblem,
    RedactedError,
    UnusablePicture,
)

ENGINE = EngineId("mosaic", "1")


@pytest.fixture
def template():
    return OpenTemplate(np.full(32, 0.12345, dtype=np.float32), engine=ENGINE)


@pytest.mark.parametrize("write", [repr, str, "{}".format, "{0!r:>40}".format, "%s".__mod__])
def test_a_template_prints_nothing_of_itself(template, write):
    assert "OpenTemplate(redacted)" in write(template)
    assert "0.12" not in write(template)


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_template_is_not_pickled(template, protocol):
    with pytest.raises(RedactedError):
        pickle.dumps(template, protocol)


def test_a_template_is_neither_copied_nor_json(template):
    with pytest.raises(RedactedError):
        copy.copy(template)
    with pytest.raises(RedactedError):
        copy.deepcopy([template])
    with pytest.raises(TypeError):
        json.dumps({"template": template})


def test_a_template_in_a_log_line_is_redacted(template, caplog):
    with caplog.at_level(logging.INFO):
        logging.getLogger("biometrics").info("compared %s and %r", template, [template])
    assert "0.12" not in caplog.text
    assert caplog.text.count("redacted") == 2


def test_wiping_overwrites_the_vector(template):
    values = template.values
    with template:
        assert values.any()
    assert not values.any()


def test_a_template_does_not_share_memory_with_its_source():
    source = np.ones(32, dtype=np.float32)
    OpenTemplate(source, engine=ENGINE).wipe()
    assert source.all()


def test_a_decision_prints_neither_outcome_nor_rows():
    decision = Decision(Outcome.VERIFIED, (4711,), "mosaic/access", "1.1")
    assert "4711" not in repr(decision)
    assert "verified" not in repr(decision)


@pytest.mark.parametrize("text", ["", "dlib", "@1", "dlib@"])
def test_an_engine_id_has_name_and_version(text):
    with pytest.raises(ValueError, match="name@version"):
        EngineId.parse(text)


def test_engine_ids_read_what_they_print():
    assert EngineId.parse(str(ENGINE)) == ENGINE


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("problem", PictureProblem)
def test_every_problem_tells_both_sides_what_to_do(problem, language):
    with translation.override(language):
        error = UnusablePicture(problem)
        assert str(error.sentence).strip()
        assert str(error.operator_sentence).strip()
