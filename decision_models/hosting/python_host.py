"""A function of an installed Python package."""

import importlib
from typing import TYPE_CHECKING, Any

from decision_models.hosting.specification import Python

if TYPE_CHECKING:
    import pandas as pd


class PythonHost:
    """``package.module:function``, called with the table."""

    def __init__(self, where: Python) -> None:
        module, name = where.entry_point.split(":")
        self._function = getattr(importlib.import_module(module), name)
        if not callable(self._function):
            raise TypeError(f"{where.entry_point} must be a function")

    def predict(self, table: "pd.DataFrame") -> Any:
        """What the function returns; it gets a table of its own, which it may change."""
        return self._function(table.copy())
