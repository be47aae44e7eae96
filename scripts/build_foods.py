"""Turn the USDA food table in Debian's package `cronometer` into the two tables `cramp` ships.

    python scripts/build_foods.py usda_sr24.jar
    python scripts/build_foods.py --download

The jar must be the one whose SHA-256 is pinned here. The output is byte for byte the same on
every run. A nutrient the jar does not give is an empty cell, never a zero.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import hashlib
import io
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

JAR_SHA256 = "4944801587983e4fc3f277bdf165e0a171acadda1fe2a38c3b37e6e8e97f20b7"
JAR_IN_PACKAGE = Path("usr/share/cronometer/usda_sr24.jar")
DATA_FOLDER = Path(__file__).parent.parent / "src" / "cramp" / "knowledge" / "data"

COLUMN_OF_NUTRIENT = {
    "Energy": "energy_kcal",
    "Water": "water_g",
    "Protein": "protein_g",
    "Carbs": "carbohydrate_g",
    "Sugars": "sugars_g",
    "Fat": "fat_g",
    "Fiber": "fibre_g",
    "Alcohol": "ethanol_g",
    "Caffeine": "caffeine_mg",
    "Sodium": "sodium_mg",
    "Potassium": "potassium_mg",
    "Calcium": "calcium_mg",
    "Magnesium": "magnesium_mg",
    "Phosphorus": "phosphorus_mg",
}
# The jar keeps foods that earlier releases of the USDA table had and release 24 dropped.
RELEASE_24 = "usda_sr24"
EARLIER_RELEASE = "usda_sr_earlier"


class BuildError(Exception):
    """The jar is not the pinned one, or does not hold what it must."""


def check_jar(jar: Path, expected: str = JAR_SHA256) -> None:
    """Refuse a jar that is not the pinned one.

    Raises
    ------
    BuildError
        When the SHA-256 differs.
    """
    found = hashlib.sha256(jar.read_bytes()).hexdigest()
    if found != expected:
        raise BuildError(f"{jar}: SHA-256 is {found}, expected {expected}; get the pinned version")


def read_jar(jar: Path) -> tuple[list[list[str]], list[list[str]]]:
    """Read foods and portions from the jar, sorted by food number.

    Returns
    -------
    tuple of list
        Rows of `foods.csv` and rows of `portions.csv`, headers first.
    """
    foods = [["id", "name", "source", *COLUMN_OF_NUTRIENT.values()]]
    portions = [["food_id", "name", "grams"]]
    with zipfile.ZipFile(jar) as archive:
        dropped = _dropped_foods(archive)
        for name in sorted(archive.namelist()):
            if name.endswith(".xml"):
                # The bytes are pinned by their hash, so the parser meets no hostile file.
                element = ET.fromstring(archive.read(name))  # noqa: S314
                foods.append(_food_row(element, dropped))
                portions.extend(_portion_rows(element))
    return foods, portions


def _dropped_foods(archive: zipfile.ZipFile) -> set[str]:
    # 28 foods are in both lists; the list of current foods is the one that counts.
    return _listed(archive, "deprecated.index") - _listed(archive, "foods.index")


def _listed(archive: zipfile.ZipFile, index: str) -> set[str]:
    text = archive.read(f"usda_sr24/{index}").decode("latin-1")
    return {line.split("|")[0] for line in text.splitlines()}


def _food_row(element: ET.Element, dropped: set[str]) -> list[str]:
    amount = {
        nutrient.attrib["name"]: nutrient.attrib["amount"] for nutrient in element.iter("nutrient")
    }
    identifier = element.attrib["uid"]
    source = EARLIER_RELEASE if identifier in dropped else RELEASE_24
    cells = [
        _shortest(amount[nutrient]) if nutrient in amount else "" for nutrient in COLUMN_OF_NUTRIENT
    ]
    return [identifier, " ".join(element.attrib["name"].split()), source, *cells]


def _portion_rows(element: ET.Element) -> list[list[str]]:
    rows = []
    for measure in element.iter("measure"):
        grams = float(measure.attrib["grams"]) / float(measure.attrib["amount"])
        if grams > 0:
            name = " ".join(measure.attrib["name"].split())
            noun = name.split(",")[0]
            # What lies on a plate is one half of a bird's breast or of a large fish's side.
            if noun in {"breast", "fillet"} and measure.attrib["amount"] == "0.5":
                name, grams = f"{noun} half{name.removeprefix(noun)}", grams / 2
            rows.append([element.attrib["uid"], name, f"{grams:.4g}"])
    return rows


def _shortest(number: str) -> str:
    return f"{float(number):.6g}"


def write_table(path: Path, rows: list[list[str]]) -> None:
    """Write a gzipped CSV whose bytes depend on the rows alone."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    # No file name and no time in the gzip header: both would change the bytes.
    with (
        path.open("wb") as raw,
        gzip.GzipFile("", "wb", 9, fileobj=raw, mtime=0) as file,
    ):
        file.write(text.getvalue().encode("utf-8"))


def build(jar: Path, folder: Path, expected_sha256: str = JAR_SHA256) -> None:
    """Check the jar and write `foods.csv.gz` and `portions.csv.gz`."""
    check_jar(jar, expected_sha256)
    foods, portions = read_jar(jar)
    write_table(folder / "foods.csv.gz", foods)
    write_table(folder / "portions.csv.gz", portions)


def download(folder: Path) -> Path:
    """Fetch Debian's package with apt-get, unpack it and return the jar's path.

    Raises
    ------
    BuildError
        When the package cannot be fetched.
    """
    try:
        subprocess.run(["apt-get", "download", "cronometer"], cwd=folder, check=True)  # noqa: S607
    except (OSError, subprocess.CalledProcessError) as error:
        raise BuildError(
            "apt-get could not fetch cronometer; take the package from "
            "https://deb.debian.org/debian/pool/main/c/cronometer/, unpack it with dpkg-deb -x "
            f"and give the path of {JAR_IN_PACKAGE}"
        ) from error
    (package,) = folder.glob("cronometer_*.deb")
    subprocess.run(["dpkg-deb", "-x", package.name, "."], cwd=folder, check=True)  # noqa: S603, S607
    return folder / JAR_IN_PACKAGE


def main(arguments: list[str] | None = None) -> int:
    """Run the script."""
    parser = argparse.ArgumentParser(description="Build the food tables from the USDA jar.")
    parser.add_argument("jar", nargs="?", type=Path, help="path of usda_sr24.jar")
    parser.add_argument("--download", action="store_true", help="fetch the package with apt-get")
    parser.add_argument("--into", type=Path, default=DATA_FOLDER, help="folder to write into")
    told = parser.parse_args(arguments)
    if (told.jar is None) != told.download:
        parser.error("give either the jar's path or --download")
    try:
        with tempfile.TemporaryDirectory() as folder:
            build(download(Path(folder)) if told.download else told.jar, told.into)
    except (BuildError, OSError) as error:
        print(f"build_foods: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
