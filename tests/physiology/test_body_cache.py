from __future__ import annotations

import subprocess
import sys
import textwrap

import pytest

from cramp.engine.disk_cache import FOLDER_VARIABLE
from cramp.physiology import composition

_BODY_WITHOUT_TRANSLATORS = textwrap.dedent("""
    import sys
    from cramp.physiology.composition import body_sbml
    sys.stdout.write(body_sbml())
    sys.exit("antimony" in sys.modules or "libsbml" in sys.modules)
""")


def test_the_body_is_translated_once_for_all_processes():
    text = composition.body_sbml.__wrapped__()
    run = subprocess.run(
        [sys.executable, "-c", _BODY_WITHOUT_TRANSLATORS], check=True, capture_output=True
    )
    assert run.stdout.decode() == text


@pytest.mark.parametrize("changed", ["text", "version", "translator"])
def test_the_body_is_translated_anew_when_text_or_translator_change(monkeypatch, tmp_path, changed):
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "cache"))
    translate = composition.body_sbml.__wrapped__
    monkeypatch.setattr(composition, "antimony_to_sbml", lambda _: "first")
    assert translate() == "first"
    monkeypatch.setattr(composition, "antimony_to_sbml", lambda _: "second")
    assert translate() == "first"
    if changed == "text":
        monkeypatch.setattr(composition, "body_antimony", lambda: "model other() end")
    elif changed == "version":
        monkeypatch.setattr("cramp.__version__", "99")
    else:
        monkeypatch.setattr(composition.metadata, "version", lambda name: f"{name} 99")
    assert translate() == "second"
