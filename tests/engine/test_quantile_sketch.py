from __future__ import annotations

import numpy as np
import pytest

from cramp.engine.quantile_sketch import QuantileSketch

SHARES = np.array([0.0, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 1.0])
ROWS = 5000


def streams() -> dict[str, np.ndarray]:
    """Orders that are easy and hard for a summary that throws values away as it goes."""
    generator = np.random.default_rng(5)
    ascending = np.arange(ROWS, dtype=float)
    zigzag = np.empty(ROWS)
    zigzag[0::2], zigzag[1::2] = ascending[: ROWS // 2], ascending[ROWS // 2 :][::-1]
    return {
        "ascending": ascending,
        "descending": ascending[::-1],
        "zigzag": zigzag,
        "random": generator.normal(size=ROWS),
        "skewed": generator.lognormal(sigma=3.0, size=ROWS),
        "few values": generator.integers(0, 4, ROWS).astype(float),
        "all the same": np.full(ROWS, 7.0),
        "often infinite": np.where(generator.random(ROWS) < 0.4, np.inf, generator.random(ROWS)),
    }


def ranks_missed(stream: np.ndarray, quantiles: np.ndarray) -> np.ndarray:
    """Return how far each quantile lies from ranks that its value truly has."""
    ordered = np.sort(stream)
    lowest = np.searchsorted(ordered, quantiles, side="left")
    highest = np.searchsorted(ordered, quantiles, side="right")
    wanted = SHARES * len(stream)
    return np.maximum(np.maximum(lowest - wanted, wanted - highest), 0.0)


@pytest.mark.parametrize("size", [16, 64, 512])
@pytest.mark.parametrize("name", list(streams()))
def test_quantiles_of_any_stream_lie_within_the_stated_bound(name, size):
    stream = streams()[name]
    sketch = QuantileSketch(1, size)
    sketch.add(stream[:, np.newaxis])
    missed = ranks_missed(stream, sketch.quantiles(SHARES)[:, 0])
    assert 0 < sketch.rank_error < 1
    assert missed.max() <= sketch.rank_error * ROWS


def test_the_bound_tightens_with_size_and_stays_near_levels_over_twice_the_size():
    bounds = []
    for size in (64, 256, 1024):
        sketch = QuantileSketch(1, size)
        sketch.add(np.random.default_rng(1).random((200_000, 1)))
        levels = np.log2(200_000 / size) + 1
        assert sketch.rank_error <= levels / (2 * size) + 0.5 / size
        bounds.append(sketch.rank_error)
    assert bounds[0] > 2 * bounds[1] > 4 * bounds[2]


@pytest.mark.parametrize("rows", [1, 2, 3, 50, 64])
def test_quantiles_of_few_rows_are_exact(rows):
    values = np.random.default_rng(rows).normal(size=(rows, 3))
    sketch = QuantileSketch(3, 64)
    sketch.add(values)
    assert sketch.rank_error == 0
    expected = np.quantile(values, SHARES, axis=0)
    np.testing.assert_allclose(sketch.quantiles(SHARES), expected, rtol=1e-13)


def test_one_row_more_than_fits_is_no_longer_called_exact():
    sketch = QuantileSketch(1, 64)
    sketch.add(np.arange(65.0)[:, np.newaxis])
    assert sketch.rank_error > 0


def test_every_cell_has_its_own_quantiles():
    generator = np.random.default_rng(2)
    values = generator.normal(size=(ROWS, 130)) * np.arange(1, 131)
    together = QuantileSketch(130, 32)
    together.add(values)
    for cell in (0, 63, 64, 129):
        alone = QuantileSketch(1, 32)
        alone.add(values[:, cell : cell + 1])
        np.testing.assert_array_equal(
            together.quantiles(SHARES)[:, cell], alone.quantiles(SHARES)[:, 0]
        )


def test_how_a_stream_is_cut_changes_nothing():
    values = np.random.default_rng(3).normal(size=(ROWS, 4))
    whole = QuantileSketch(4, 32)
    whole.add(values)
    for length in (1, 7, 1000):
        cut = QuantileSketch(4, 32)
        for begin in range(0, ROWS, length):
            cut.add(values[begin : begin + length])
        np.testing.assert_array_equal(cut.quantiles(SHARES), whole.quantiles(SHARES))
        assert cut.rank_error == whole.rank_error


def test_memory_grows_by_one_level_for_each_doubling():
    sketch = QuantileSketch(5, 64)
    block = np.random.default_rng(4).random((64, 5))
    one_level = 5 * 64 * 8
    for doublings in range(10):
        while sketch.rows < 64 * 2**doublings:
            sketch.add(block)
        assert sketch.held_bytes <= (doublings + 1) * one_level


def test_infinite_neighbours_make_no_quantile_undefined():
    sketch = QuantileSketch(1, 8)
    sketch.add(np.array([[1.0], [2.0], [np.inf], [np.inf]]))
    found = sketch.quantiles(np.array([0.0, 1 / 3, 0.5, 0.9]))[:, 0]
    np.testing.assert_array_equal(found, [1.0, 2.0, np.inf, np.inf])


def test_without_rows_there_are_no_quantiles():
    sketch = QuantileSketch(2, 8)
    assert np.all(np.isnan(sketch.quantiles(SHARES)))
    assert sketch.rank_error == 0


@pytest.mark.parametrize("size", [0, -2, 7])
def test_a_size_that_cannot_be_halved_is_refused(size):
    with pytest.raises(ValueError, match="even and positive"):
        QuantileSketch(1, size)
