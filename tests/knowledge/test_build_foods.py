from __future__ import annotations

import csv
import gzip
import importlib.util
import zipfile
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "scripts" / "build_foods.py"
SPECIFICATION = importlib.util.spec_from_file_location("build_foods", SCRIPT)
assert SPECIFICATION is not None
assert SPECIFICATION.loader is not None
build_foods = importlib.util.module_from_spec(SPECIFICATION)
SPECIFICATION.loader.exec_module(build_foods)

RAW = """<food uid="09040" name="Bananas,  raw"><measure amount="1.0" name="cup" grams="225.0"/>
<measure amount="3.0" name="oz" grams="85.05"/><measure amount="1.0" name="nothing" grams="0"/>
<nutrient amount="358.0" name="Potassium"/><nutrient amount="0.0" name="Alcohol"/>
<nutrient amount="0.334" name="B5"/></food>"""
BREAST = """<food uid="05064" name="Chicken &amp; breast"><measure amount="0.5" name="breast"
grams="86.0"/><measure amount="0.5" name="leg" grams="50"/></food>"""


@pytest.fixture
def jar(tmp_path):
    path = tmp_path / "foods.jar"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("META-INF/MANIFEST.MF", "")
        archive.writestr("usda_sr24/09040.xml", RAW)
        archive.writestr("usda_sr24/05064.xml", BREAST)
        archive.writestr("usda_sr24/foods.index", "09040|Bananas, raw\n")
        archive.writestr("usda_sr24/deprecated.index", "05064|CHICKEN\n09040|BANANAS\n")
    return path


def sha256(path):
    return build_foods.hashlib.sha256(path.read_bytes()).hexdigest()


def rows(path):
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_missing_stays_missing_and_zero_stays_zero(jar, tmp_path):
    build_foods.build(jar, tmp_path, sha256(jar))
    chicken, banana = rows(tmp_path / "foods.csv.gz")
    assert banana["name"] == "Bananas, raw"
    assert banana["potassium_mg"] == "358"
    assert banana["ethanol_g"] == "0"
    assert banana["sodium_mg"] == ""
    assert chicken["name"] == "Chicken & breast"
    assert chicken["potassium_mg"] == ""


def test_a_food_in_both_lists_is_current(jar, tmp_path):
    build_foods.build(jar, tmp_path, sha256(jar))
    source = {row["id"]: row["source"] for row in rows(tmp_path / "foods.csv.gz")}
    assert source == {"05064": "usda_sr_earlier", "09040": "usda_sr24"}


def test_portions_are_the_mass_of_one(jar, tmp_path):
    build_foods.build(jar, tmp_path, sha256(jar))
    mass = {row["name"]: float(row["grams"]) for row in rows(tmp_path / "portions.csv.gz")}
    assert mass == {"breast half": 86, "leg": 100, "cup": 225, "oz": 28.35}


def test_two_builds_are_the_same_bytes(jar, tmp_path):
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        build_foods.build(jar, tmp_path / folder, sha256(jar))
    for name in ("foods.csv.gz", "portions.csv.gz"):
        first = (tmp_path / "one" / name).read_bytes()
        assert first == (tmp_path / "two" / name).read_bytes()
        assert first[4:8] == bytes(4)  # no time in the gzip header


def test_another_jar_is_refused_and_nothing_is_written(jar, tmp_path, capsys):
    assert build_foods.main([str(jar), "--into", str(tmp_path)]) == 1
    assert "get the pinned version" in capsys.readouterr().err
    assert not (tmp_path / "foods.csv.gz").exists()


def test_a_jar_that_is_not_there_is_refused(tmp_path, capsys):
    assert build_foods.main([str(tmp_path / "none.jar")]) == 1
    assert "none.jar" in capsys.readouterr().err


def test_the_shipped_tables_are_small():
    assert sum(path.stat().st_size for path in build_foods.DATA_FOLDER.glob("*.gz")) < 1_000_000
