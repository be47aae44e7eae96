"""The vector engine: many runs of one model at once, in code made for it."""

from __future__ import annotations

import ctypes
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from cramp.engine.description import ModelDescription, describe
from cramp.engine.errors import SolveCancelled
from cramp.engine.interface import Solution
from cramp.engine.vector.compiling import LoadedCode
from cramp.engine.vector.context import STATUS, slots_of
from cramp.engine.vector.packing import pack
from cramp.engine.vector.program import METHOD, build_observer, build_program
from cramp.engine.vector.shapes import Precision, Shape
from cramp.engine.vector.system import read_system

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cramp.engine.interface import Run

RUNS_PER_CALL = 64
MOST_STEPS = 2_000_000


@dataclass(frozen=True)
class VectorEngine:
    sbml: str
    precision: Precision = "f64"
    threads: int = 1
    name: str = field(default="vector", init=False)
    description: ModelDescription = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "description", describe(self.sbml))

    def solve(self, runs, outputs, times, *, relative_tolerance=1e-5, group=1, progress=None, cancelled=None, stats=None):
        times = np.ascontiguousarray(times, dtype=float)
        shape = Shape(self.precision)
        program, drive = _program(self.sbml, self.precision)
        observer, code = _observer(self.sbml, self.precision, tuple(outputs))
        p = pack(program, observer.constants, self.description, runs, times[-1], shape.dtype)
        R = len(runs)
        out = np.full((R, len(times), len(outputs)), np.nan, dtype=shape.dtype)
        status = np.zeros(R, dtype=np.int32); steps = np.zeros(R, dtype=np.int64); stop = np.zeros(1, dtype=np.int32)
        M = program.sizes.rows
        controlled = np.ones(M, dtype=shape.dtype); controlled[-1] = 0
        lasting = np.array([*program.lasting, False], dtype=shape.dtype)
        zeros = np.zeros(R, dtype=shape.dtype)
        rows = program.sizes.workspace(METHOD.stages)["constants"] + len(observer.constants.roots) + len(outputs)
        fn = ctypes.CFUNCTYPE(ctypes.c_int64, ctypes.c_void_p)(drive.address("drive"))
        def one(begin):
            end = min(begin + RUNS_PER_CALL, R)
            raw = np.zeros(rows * shape.bytes + 64, dtype=np.uint8)
            base = (raw.ctypes.data + 63) // 64 * 64
            slots = slots_of(dict(edges=p.edges.ctypes.data, values=p.values.ctypes.data, jumps=p.jumps.ctypes.data, first_edge=p.first_edge.ctypes.data, last_edge=p.last_edge.ctypes.data, constants=p.constants.ctypes.data, constant_count=len(observer.constants.roots), initial=p.initial.ctypes.data, scale=p.scale.ctypes.data, settling_time=zeros.ctypes.data, settling_clock=zeros.ctypes.data, begin=begin, end=end, group=group, controlled=controlled.ctypes.data, lasting=lasting.ctypes.data, samples=times.ctypes.data, sample_count=len(times), outputs=out[begin:].ctypes.data, output_count=len(outputs), observe=code.address("observe"), relative_tolerance=relative_tolerance, most_steps=MOST_STEPS, status=status.ctypes.data, steps=steps.ctypes.data, stop=stop.ctypes.data, workspace=base))
            return fn(slots.ctypes.data)
        import time
        t=time.perf_counter()
        rounds = 0
        with ThreadPoolExecutor(self.threads) as pool:
            for r in pool.map(one, range(0, R, RUNS_PER_CALL)): rounds += r
        if stats is not None: stats.update(rounds=rounds, steps=steps, seconds=time.perf_counter()-t)
        failures = {i: STATUS[int(s)] for i, s in enumerate(status) if s != 1}
        out[status != 1] = np.nan
        return Solution(times, tuple(outputs), out, failures)


@lru_cache(8)
def _program(sbml, precision):
    system = read_system(sbml, describe(sbml))
    program = build_program(system, Shape(precision))
    return program, LoadedCode(program.code)


@lru_cache(8)
def _observer(sbml, precision, outputs):
    system = read_system(sbml, describe(sbml))
    observer = build_observer(system, Shape(precision), outputs)
    return observer, LoadedCode(observer.code)
