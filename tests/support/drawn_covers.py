"""Covers drawn once for all programs that the tests start: drawing is a third of a first build of a few sentences.

Enters: a folder, in the environment. Leaves: ``draw`` and ``draw_publication`` that read back what they drew before.
Refuses: texts in other letters than ASCII, whose covers depend on the fonts of the machine; nothing is kept then.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Callable, Sequence
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from types import ModuleType
from typing import Any

FOLDER = "TESTS_COVERS"
"""A variable of the environment: where covers are kept; none, and every program draws its own."""
_DESIGN = "audio_edition.cover.design"
_PICTURES_BEGIN = 4


def install() -> None:
    """Keep what is drawn, as soon as the program loads what draws."""
    if os.environ.get(FOLDER):
        sys.meta_path.insert(0, _Finder())


class _Finder:
    """Finds one module, once, and changes it when it has been executed."""

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Like any other finder."""
        if name != _DESIGN:
            return None
        sys.meta_path.remove(self)  # type: ignore[arg-type]
        spec = PathFinder.find_spec(name, path)
        if spec is not None and spec.loader is not None:
            load = spec.loader.exec_module

            def load_and_change(module: ModuleType) -> None:
                load(module)
                for drawing in ("draw", "draw_publication"):
                    setattr(module, drawing, _kept(drawing, getattr(module, drawing), module))

            spec.loader.exec_module = load_and_change  # type: ignore[method-assign]
        return spec


def _kept(name: str, draw: Callable[[Any], Any], design: Any) -> Callable[[Any], Any]:
    def drawn(texts: Any) -> Any:
        said = repr(texts)
        if not said.isascii():
            return draw(texts)
        number = f"{name} {design.DESIGN} {design.PUBLICATION_DESIGN} {said}"
        path = Path(os.environ[FOLDER], hashlib.sha256(number.encode()).hexdigest())
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            pictures = draw(texts)
            if not pictures.lacking:
                partial = path.with_suffix(f".{os.getpid()}")
                size = len(pictures.large).to_bytes(_PICTURES_BEGIN, "big")
                partial.write_bytes(size + pictures.large + pictures.small)
                partial.replace(path)
            return pictures
        end = _PICTURES_BEGIN + int.from_bytes(data[:_PICTURES_BEGIN], "big")
        return design.Pictures(data[_PICTURES_BEGIN:end], data[end:])

    return drawn
