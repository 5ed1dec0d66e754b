import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from decision_models.hosting import HostFailed, open_host
from decision_models.hosting.host import probabilities
from decision_models.hosting.specification import Http, Mlflow, Onnx, Python
from tests.decision_models.hosting import onnx_files, their_model

HERE = "tests.decision_models.hosting.their_model"


def table(rows: int = 5) -> pd.DataFrame:
    assets = np.linspace(0, 1e6, rows)
    assets[0] = np.nan
    town = np.array(["上海", None, "杭州"] * rows, dtype=object)[:rows]
    return pd.DataFrame({"assets": assets, "town": town})


def test_a_python_function_scores_rows_that_stay_as_they_are() -> None:
    rows = table()
    found = open_host("m", Python(kind="python", entry_point=f"{HERE}:score"))(rows)
    assert found == pytest.approx(their_model.score(rows.copy()))
    assert rows["assets"][1] > 0


@pytest.mark.parametrize(
    ("function", "said"),
    [
        ("too_few", r"one probability for each of 5 rows, got shape \(4,\)"),
        ("too_high", "got 1.5 for row 4"),
        ("absent", "got nan for row 0"),
        ("failing", "ZeroDivisionError: their own fault"),
    ],
)
def test_an_answer_that_is_no_probability_for_each_row_is_refused(function: str, said: str) -> None:
    score = open_host("m", Python(kind="python", entry_point=f"{HERE}:{function}"))
    with pytest.raises(HostFailed, match=said):
        score(table())


def test_what_cannot_be_opened_is_named(tmp_path: Path) -> None:
    broken = tmp_path / "broken.onnx"
    broken.write_bytes(b"not a model")
    for where in (
        Python(kind="python", entry_point="no_such_package.model:score"),
        Python(kind="python", entry_point=f"{HERE}:nothing"),
        Onnx(kind="onnx", path=broken),
        Mlflow(kind="mlflow", path=tmp_path / "none"),
    ):
        with pytest.raises(HostFailed, match="our_model"):
            open_host("our_model", where)


def test_an_onnx_file_with_one_matrix_in_and_two_columns_out(tmp_path: Path) -> None:
    path = onnx_files.one_input(tmp_path / "m.onnx", [0.5, -1.0], 0.25)
    rows = pd.DataFrame({"a": [1.0, 2.0, -3.0], "b": [0.0, 1.0, 2.0]})
    found = open_host("m", Onnx(kind="onnx", path=path))(rows)
    z = 0.5 * rows["a"] - rows["b"] + 0.25
    assert found == pytest.approx(1 / (1 + np.exp(-z)), abs=1e-6)


def test_an_onnx_file_with_an_input_a_column(tmp_path: Path) -> None:
    path = onnx_files.by_column(tmp_path / "m.onnx")
    rows = pd.DataFrame({"assets": [0.0, 0.0, 2.0], "town": ["上海", None, "北京"]})
    found = open_host("m", Onnx(kind="onnx", path=path))(rows)
    assert found == pytest.approx(1 / (1 + np.exp(-np.array([1.0, 0.0, 2.0]))), abs=1e-6)


def test_a_model_that_mlflow_saved(tmp_path: Path) -> None:
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pyfunc = pytest.importorskip("mlflow.pyfunc")

        class Theirs(pyfunc.PythonModel):  # type: ignore[misc, name-defined]
            def predict(
                self, context: object, model_input: pd.DataFrame, params: object = None
            ) -> pd.Series:
                return model_input["assets"].fillna(0.0) / 1e6

        pyfunc.save_model(str(tmp_path / "saved"), python_model=Theirs(), pip_requirements=[])
        found = open_host("m", Mlflow(kind="mlflow", path=tmp_path / "saved"))(table())
    assert found == pytest.approx(np.linspace(0, 1, 5))


class _Endpoint(BaseHTTPRequestHandler):
    seen: list[dict[str, object]]
    fails: int

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        type(self).seen.append({**body, "token": self.headers.get("Authorization")})
        if type(self).fails:
            type(self).fails -= 1
            self.send_response(503)
            self.end_headers()
            return
        scores = [0.0 if row[0] is None else row[0] / 1e6 for row in body["rows"]]
        said = json.dumps({"scores": scores}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def endpoint() -> Iterator[tuple[str, type[_Endpoint]]]:
    handler = type("Handler", (_Endpoint,), {"seen": [], "fails": 0})
    server = HTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/score", handler
    server.shutdown()
    server.server_close()


def test_an_endpoint_is_asked_in_calls_and_again_when_it_could_not_answer(
    endpoint: tuple[str, type[_Endpoint]], tmp_path: Path
) -> None:
    url, handler = endpoint
    token = tmp_path / "token"
    token.write_text("secret\n", encoding="utf-8")
    where = Http(kind="http", url=url, rows_a_call=2, token_file=token)
    handler.fails = 1
    found = open_host("m", where)(table())
    assert found == pytest.approx(np.linspace(0, 1, 5))
    assert [len(call["rows"]) for call in handler.seen] == [2, 2, 2, 1]  # type: ignore[arg-type]
    assert all(call["token"] == "Bearer secret" for call in handler.seen)
    assert all(call["columns"] == ["assets", "town"] for call in handler.seen)
    handler.fails = 99
    with pytest.raises(HostFailed, match="503"):
        open_host("m", where)(table())


def test_an_endpoint_that_is_not_there_is_named() -> None:
    where = Http(kind="http", url="http://127.0.0.1:9/score", timeout_seconds=1)
    with pytest.raises(HostFailed, match="hosted model m"):
        open_host("m", where)(table())


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_one_column_two_columns_and_dictionaries_are_the_same(values: list[float]) -> None:
    expected = np.array(values)
    both = np.column_stack([1 - expected, expected])
    for answer in (
        values,
        expected,
        expected[:, None],
        both,
        pd.Series(expected),
        pd.DataFrame(both),
        [{0: 1 - value, 1: value} for value in values],
    ):
        assert probabilities("m", answer, len(values)) == pytest.approx(expected)
