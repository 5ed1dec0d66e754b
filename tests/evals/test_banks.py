from pathlib import Path

from decision_models.mart.warehouse import Warehouse
from evals.banks import multiply


def test_a_multiplied_bank_has_as_many_customers_each_with_one_manager(
    demo_home: Path, tmp_path: Path
) -> None:
    mart = multiply(demo_home, tmp_path, 1500)
    con = Warehouse(tmp_path).connect(mart)

    def count(sql: str) -> int:
        return int(con.raw_sql(f"SELECT count(*) FROM ({sql})").fetchone()[0])

    assert mart.customers == 1800
    assert count("SELECT DISTINCT customer_id FROM customers") == 1800
    whole = (
        "assignments JOIN managers USING (manager_id, branch_id) JOIN branches USING (branch_id)"
    )
    assert count(f"SELECT DISTINCT customer_id FROM {whole}") == 1800
    assert count("SELECT * FROM branches WHERE parent_id IS NULL") == 1
    assert count("SELECT customer_id FROM customers SEMI JOIN balances USING (customer_id)") == 1800
