"""LLVM: text to machine code, and machine code to functions that can be called.

The only place that touches `llvmlite.binding`.
"""

from __future__ import annotations

from functools import cache
from threading import Lock
from typing import TYPE_CHECKING

from cramp.engine.errors import EngineUnavailable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from llvmlite import binding

OPTIMISATION = 2
_COMPILING = Lock()

OUTSIDE = frozenset(
    {"sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "asinh", "acosh", "atanh"}
    | {"tgamma", "floor", "ceil", "fma", "fmaf", "memcpy", "memmove", "memset"}
)
"""The C library's functions that compiled code may call, by name or as LLVM sees fit."""


@cache
def machine() -> str:
    """Return what compiled code depends on: LLVM's version, the processor and its features."""
    from llvmlite import binding

    features = binding.get_host_cpu_features().flatten()
    version = ".".join(str(part) for part in binding.llvm_version_info)
    return f"{version} {binding.get_process_triple()} {binding.get_host_cpu_name()} {features}"


def compile_modules(texts: Sequence[str], exported: Sequence[str]) -> bytes:
    """Compile LLVM modules, linked into one, for this processor.

    Parameters
    ----------
    texts
        Modules as LLVM text; what one declares another may define.
    exported
        Functions to be called from outside.

    Returns
    -------
    bytes
        An object file.

    Raises
    ------
    ValueError
        If the modules call what none of them defines, beside the functions `OUTSIDE`.
    """
    from llvmlite import binding

    with _COMPILING:
        target = _target_machine()
        module = binding.parse_assembly(texts[0])
        for text in texts[1:]:
            module.link_in(binding.parse_assembly(text))
        for function in module.functions:
            if not function.is_declaration and function.name not in exported:
                function.linkage = "internal"
        _require_defined(module)
        module.verify()
        options = binding.create_pipeline_tuning_options(speed_level=OPTIMISATION)
        passes = binding.create_pass_builder(target, options)
        passes.getModulePassManager().run(module, passes)
        return target.emit_object(module)


class LoadedCode:
    """Machine code in memory; its functions live as long as it does.

    Raises
    ------
    EngineUnavailable
        If this system has no C library that code could call.
    """

    def __init__(self, code: bytes) -> None:
        from llvmlite import binding

        with _COMPILING:
            empty = binding.parse_assembly("")
            self._engine = binding.create_mcjit_compiler(empty, _target_machine())
            _require_outside()
            self._engine.add_object_file(binding.ObjectFileRef.from_data(code))
            self._engine.finalize_object()

    def address(self, name: str) -> int:
        """Return where a function is.

        Raises
        ------
        KeyError
            If the code has no such function.
        """
        found = self._engine.get_function_address(name)
        if not found:
            raise KeyError(f"the compiled code has no function called {name}")
        return found


def _require_defined(module: binding.ModuleRef) -> None:
    """Refuse code that would end the process where it calls into nothing."""
    declared = {one.name for one in module.functions if one.is_declaration}
    undefined = sorted(name for name in declared - OUTSIDE if not name.startswith("llvm."))
    if undefined:
        raise ValueError(f"no module defines {', '.join(undefined)}")


@cache
def _require_outside() -> None:
    """Refuse a system that lacks what code may call; LLVM must have been at work before."""
    from llvmlite import binding

    missing = sorted(name for name in OUTSIDE if not binding.address_of_symbol(name))
    if missing:
        raise EngineUnavailable(
            f"the vector engine does not run on this system, whose C library has no "
            f"{', '.join(missing)}; use the reference engine"
        )


def _target_machine() -> binding.TargetMachine:
    """Return a new one: the engine that code is loaded into owns it, and ends it."""
    from llvmlite import binding

    binding.initialize_native_target()
    binding.initialize_native_asmprinter()
    return binding.Target.from_default_triple().create_target_machine(
        cpu=binding.get_host_cpu_name(),
        features=f"{binding.get_host_cpu_features().flatten()},-prefer-256-bit",
        opt=3,
        reloc="pic",
        codemodel="small",
        jit=True,
    )
