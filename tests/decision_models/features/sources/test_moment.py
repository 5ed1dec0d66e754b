from datetime import date

import numpy as np
import pytest

from decision_models import features
from decision_models.features.feature import AsOf
from decision_models.features.sources import Span, filled
from tests.decision_models import tiny_bank

DAYS = (date(2026, 9, 30), date(2026, 3, 1), date(2026, 2, 28))


@pytest.mark.parametrize("day", DAYS)
def test_text_that_is_filled_in_gives_what_text_of_the_day_gives(day: date) -> None:
    con = tiny_bank.connect(tiny_bank.tables(60))
    everyone = features.read(con, day)
    ids = everyone["customer_id"].to_pylist()
    chosen = ids[5:25]
    by_name = features.read(con, day, chosen)  # written for these customers and this day
    spanned = features.read(con, day, Span(chosen[0], chosen[-1]))
    assert by_name["customer_id"].to_pylist() == spanned["customer_id"].to_pylist() == chosen
    for name in everyone.column_names[1:]:
        expected = by_name[name].to_pylist()
        for found in (spanned[name].to_pylist(), everyone[name].to_pylist()[5:25]):
            if isinstance(expected[0], str):
                assert found == expected, name
            else:
                known, wanted = (np.array(one, dtype=float) for one in (found, expected))
                np.testing.assert_allclose(known, wanted, rtol=1e-12, atol=1e-9, err_msg=name)


def test_blanks_become_literals_of_the_day_in_shanghai() -> None:
    as_of = AsOf(date(2026, 3, 1))
    text = "AS_OF_INSTANT(0) AS_OF_ZONED(1) AS_OF_DATE(31) AS_OF_MONTH(0) AS_OF_NUMBER(0)"
    assert filled(text, as_of, None) == (
        "TIMESTAMP '2026-03-01 16:00:00' TIMESTAMPTZ '2026-02-28 16:00:00+00' DATE '2026-01-29' "
        f"{2026 * 12 + 1} {(as_of.day - date(1970, 1, 1)).days}"
    )
    assert filled("AS_OF_SECOND(0)", as_of, None) == str(int(as_of.cut.timestamp()) - 1)


def test_identifiers_are_quoted() -> None:
    as_of = AsOf(DAYS[0])
    text = "x BETWEEN SPAN_END(0) AND SPAN_END(1)"
    assert filled(text, as_of, Span("a'b", "c")) == "x BETWEEN 'a''b' AND 'c'"
    with pytest.raises(ValueError, match="span must be given"):
        filled(text, as_of, None)
