"""ONNX files as a converter would write them: a logistic regression, with one input or several."""

from pathlib import Path

import onnx
from onnx import TensorProto, helper


def one_input(path: Path, weights: list[float], bias: float) -> Path:
    """A float matrix in; label and two columns of probabilities out."""
    nodes = [
        helper.make_node("MatMul", ["X", "w"], ["m"]),
        helper.make_node("Add", ["m", "b"], ["z"]),
        helper.make_node("Sigmoid", ["z"], ["p"]),
        helper.make_node("Sub", ["one", "p"], ["q"]),
        helper.make_node("Concat", ["q", "p"], ["probabilities"], axis=1),
        helper.make_node("Greater", ["p", "half"], ["above"]),
        helper.make_node("Cast", ["above"], ["label"], to=TensorProto.INT64),
    ]
    size = len(weights)
    graph = helper.make_graph(
        nodes,
        "logistic",
        [helper.make_tensor_value_info("X", TensorProto.FLOAT, [None, size])],
        [
            helper.make_tensor_value_info("label", TensorProto.INT64, [None, 1]),
            helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, [None, 2]),
        ],
        [
            helper.make_tensor("w", TensorProto.FLOAT, [size, 1], weights),
            helper.make_tensor("b", TensorProto.FLOAT, [1], [bias]),
            helper.make_tensor("one", TensorProto.FLOAT, [1], [1.0]),
            helper.make_tensor("half", TensorProto.FLOAT, [1], [0.5]),
        ],
    )
    return _write(path, graph)


def by_column(path: Path) -> Path:
    """A number and a text in, each by its name; one column of probabilities out."""
    nodes = [
        helper.make_node("Cast", ["town_is"], ["f"], to=TensorProto.FLOAT),
        helper.make_node("Equal", ["town", "shanghai"], ["town_is"]),
        helper.make_node("Add", ["f", "assets"], ["s"]),
        helper.make_node("Sigmoid", ["s"], ["score"]),
    ]
    graph = helper.make_graph(
        [nodes[1], nodes[0], *nodes[2:]],
        "columns",
        [
            helper.make_tensor_value_info("assets", TensorProto.FLOAT, [None, 1]),
            helper.make_tensor_value_info("town", TensorProto.STRING, [None, 1]),
        ],
        [helper.make_tensor_value_info("score", TensorProto.FLOAT, [None, 1])],
        [helper.make_tensor("shanghai", TensorProto.STRING, [1], ["上海".encode()])],
    )
    return _write(path, graph)


def _write(path: Path, graph: object) -> Path:
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 19)])
    model.ir_version = 9
    onnx.checker.check_model(model)
    onnx.save(model, str(path))
    return path
