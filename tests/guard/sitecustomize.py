"""Guards a Python program that a test starts; found by Python itself because this folder is on PYTHONPATH.

Leaves: ``socket`` guarded, ``os.fsync`` that does not wait, covers drawn once. Refuses: see ``loopback_only``,
``without_flushing``, ``drawn_covers``.
"""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path


def _load(name):  # type: ignore[no-untyped-def]
    """A module of ``support``: not imported by its name, which the program may have another one of."""
    spec = spec_from_file_location(f"_{name}", Path(__file__).parent.parent / "support" / f"{name}.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


_guard = _load("loopback_only")
_guard.install(_guard.refuse_by_ending)
_load("without_flushing").install()
_load("drawn_covers").install()
