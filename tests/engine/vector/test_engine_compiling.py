"""Compiled code that would call into nothing is refused before it ends the process."""

from __future__ import annotations

import ctypes

import pytest

import cramp.engine.vector.compiling as compiling_module
from cramp.engine.errors import EngineUnavailable
from cramp.engine.vector.compiling import LoadedCode, compile_modules

HALF = "define double @half(double %x) {\n %y = fmul double %x, 0.5\n ret double %y\n}"
STRANGE = """
declare double @no_such_function(double)
define double @call(double %x) {
 %y = call double @no_such_function(double %x)
 ret double %y
}
"""


def test_code_is_compiled_loaded_and_called():
    code = LoadedCode(compile_modules([HALF], ["half"]))
    half = ctypes.CFUNCTYPE(ctypes.c_double, ctypes.c_double)(code.address("half"))
    assert half(3.0) == 1.5
    with pytest.raises(KeyError, match="no function called whole"):
        code.address("whole")


def test_a_call_of_what_is_nowhere_is_refused_by_name():
    with pytest.raises(ValueError, match="no module defines no_such_function"):
        compile_modules([STRANGE], ["call"])


def test_a_function_of_another_module_or_of_the_c_library_may_be_called():
    other = "define double @no_such_function(double %x) {\n ret double %x\n}"
    assert compile_modules([STRANGE, other], ["call"])
    assert compile_modules([STRANGE.replace("no_such_function", "tgamma")], ["call"])


def test_a_system_without_the_c_librarys_functions_is_refused(monkeypatch):
    code = compile_modules([HALF], ["half"])
    monkeypatch.setattr(compiling_module, "OUTSIDE", frozenset({"sin", "no_such_function"}))
    compiling_module._require_outside.cache_clear()
    with pytest.raises(EngineUnavailable, match="has no no_such_function; use the reference"):
        LoadedCode(code)
    monkeypatch.undo()
    compiling_module._require_outside.cache_clear()
    LoadedCode(code)
