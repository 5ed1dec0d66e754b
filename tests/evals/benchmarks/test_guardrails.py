from evals.benchmarks.guardrails import run


def test_each_set_is_measured_beside_the_limit() -> None:
    rows = list(run(most=3))
    assert [row["set"] for row in rows] == ["documents"] * 2 + ["hard cases"] * 2 + ["requests"] * 2
    assert all(row["texts"] == 3 for row in rows)
