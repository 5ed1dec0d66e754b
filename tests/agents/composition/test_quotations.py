"""What stands in a document letter by letter is released; what is changed in it is not."""

from agents.composition.brief import Block, Brief, Passage
from agents.composition.judging import judge

_TEXT = (
    "须提前十个工作日预约，每年最多两次，单次不低于一万元。还款满三年免收违约金，不满三年的\n"
    "按提前还款本金的百分之一收取。部分还款后可选择缩短期限或减少月供。"
)
_PASSAGE = Passage("d", "提前还款办理须知", "", None, _TEXT, (0, len(_TEXT)))
_BRIEF = Brief("service_info", "rm", "房贷一年能还几次", {}, (), passages=(_PASSAGE,))
_LINE = _TEXT.replace("\n", "")


def test_a_passage_that_is_quoted_whole_is_released() -> None:
    judged = judge(Block("lead", _LINE), _BRIEF)
    assert judged.allowed
    assert judged.bound == judged.figures > 0


def test_another_figure_in_it_is_not() -> None:
    assert not judge(Block("lead", _LINE.replace("一万元", "五万元")), _BRIEF).allowed
    assert not judge(Block("lead", f"{_LINE}另收八百元。"), _BRIEF).allowed
