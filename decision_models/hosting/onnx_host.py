"""An ONNX file, run by ONNX Runtime on the processor."""

from typing import TYPE_CHECKING, Any

import numpy as np

from decision_models.hosting.specification import Onnx

if TYPE_CHECKING:
    import pandas as pd


class OnnxHost:
    """One input takes all columns as a float matrix; several inputs take a column each, by name."""

    def __init__(self, where: Onnx) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        # The same sums in the same order on every machine.
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            str(where.path), options, providers=["CPUExecutionProvider"]
        )
        names = [output.name for output in self._session.get_outputs()]
        named = [name for name in names if "prob" in name.lower()]
        # A classifier gives the label first and the probabilities last.
        self._output = (named or names)[-1]

    def predict(self, table: "pd.DataFrame") -> Any:
        """Probabilities as the file gives them."""
        inputs = self._session.get_inputs()
        if len(inputs) == 1:
            given = {inputs[0].name: _as(table.to_numpy(), inputs[0].type)}
        else:
            given = {one.name: _as(table[[one.name]].to_numpy(), one.type) for one in inputs}
        return self._session.run([self._output], given)[0]


def _as(values: Any, wanted: str) -> Any:
    """Values in the type of an input, such as ``tensor(float)``."""
    if "string" in wanted:
        return np.where(values == None, "", values).astype(str).astype(object)  # noqa: E711
    return values.astype(np.float64 if "double" in wanted else np.float32)
