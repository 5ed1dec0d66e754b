"""Returns that a text states or implies for the future (G2), and benchmarks left alone (G3)."""

import itertools
import re
from collections.abc import Iterable

from agents.guardrails.document import Document, Hit
from agents.guardrails.grounding.figures import Figure, Kind
from agents.guardrails.language.figure_roles import BENCHMARK, Role, role_of
from agents.guardrails.language.segments import Sentence, clause_at
from agents.guardrails.language.stance import Stance
from agents.guardrails.packs.schema import DetectorEntry
from agents.guardrails.verdicts import Verdict

_MEASURED = frozenset({Kind.RATE, Kind.MONEY, Kind.AMOUNT, Kind.MULTIPLE})
_GAINS = re.compile(
    r"(?:净|纯|能|可|会|多|就|将|得|至少|轻松|起码|稳|白|大概|估计|差不多|直接)(?:能|可以|会|够|再)?(?:赚|挣|拿到?|收|得到?|有)|多(?:出|攒|落|剩)|收益|利息|回报|到手|进账|入账|派息|分红"
)
_DISCLAIMS = re.compile(
    r"(?:不是|并非|不代表|不构成|不等于|不等同|非|不作为|不意味着?|不预示|不得(?:视为|作为))[^。;]{0,16}(?:预期收益|预期|收益承诺|承诺|保证|未来|实际|最终|收益)"
)
_BASIS = re.compile(
    r"根据|依据|参照|对应|推算|测得|基于|参考|测算|综合|投资范围|投资策略|市场情况|市场环境|历史数据|测算方法|计算方法|计算公式|模型|考虑|结合|选取|构成为|由.{2,20}构成|×|\*|利率\+|指数收益率"
)
_PROMINENT = re.compile(
    r"高达|最高|足足|竟|诱人|亮眼|超高|喜人|震撼|可观|喜讯|重磅|远超|完胜|秒杀|碾压|吊打"
)
_PROMISED = re.compile(
    r"(?:就是|即为|等于|相当于)(?:您|你|到期|实际|最终)?(?:能|可|会)?(?:拿|得|收益|到手|赚|利率|利息)|(?:到期|最终|实际)(?:就|都|基本|一般|肯定|一定|大概)?(?:都)?(?:能|会|可)(?:以)?(?:拿|达|得|给|兑付|实现|有)|(?:都|基本|一般|肯定|一定|百分百|必|每期|期期)(?:都)?(?:能|会|可以)?(?:达到|达标|实现|兑付|拿到|给到)"
    r"|保证|稳稳|妥妥|放心|说到做到|只高不低|不会低于|至少|起码|轻松|承诺(?!收益?[^,]{0,4}$)"
)


def stated_return(document: Document, entry: DetectorEntry) -> Iterable[Hit]:
    """A rate or amount given as what a product will bring, outside deposits, bonds and loans."""
    del entry
    for sentence in document.sentences:
        if sentence.speaker == "asks":
            continue
        if (grown := _grown(document, sentence)) is not None:
            yield grown
            continue
        for figure in document.figures_in(sentence):
            if figure.kind not in _MEASURED or figure.reference:
                continue
            topic = document.topic(sentence, figure.start, figure.end)
            if role_of(sentence, figure, topic) is not Role.RETURN:
                continue
            first, last = _phrase(sentence, figure)
            if figure.kind in {Kind.MONEY, Kind.AMOUNT} and not _is_gain(sentence, figure):
                continue
            if document.stance(sentence, first, last) is Stance.ASSERTED:
                yield Hit(first, last, "detector:stated_return")
                break


def _phrase(sentence: Sentence, figure: Figure) -> tuple[int, int]:
    """From the word that names the return to the figure, as offsets into the whole text."""
    at = figure.start - sentence.start
    first, _ = clause_at(sentence.text, at)
    named = None
    for named in re.finditer(
        r"收益率?|年化|回报率?|利息|赚|到手|盈利|分红", sentence.text[first:at]
    ):
        break
    start = first + named.start() if named else at
    end = at + len(figure.text)
    after = re.match(
        r"\s*(?:以上|左右)?的?(?:年化)?(?:收益率?|回报率?|利息|年化)?", sentence.text[end:]
    )
    return sentence.start + start, sentence.start + end + (after.end() if after else 0)


_CREDITED = re.compile(r"尾号|(?:账户|卡)(?:于|已)?[^,。;]{0,8}(?:入账|转入|存入|收到|收入|支出)")
"""A notice of what came into an account."""
_BECOMES = re.compile(
    r"(?:变成|变为|就是|成了|就有|会有|能有|可有|能变|涨到|涨成|滚到|滚成|长到|长成|连本带(?:利|息))"
)


def _grown(document: Document, sentence: Sentence) -> Hit | None:
    """A sum that is said to become a larger one in time (十万进去，一年后变成十万四千五)."""
    sums = [
        one
        for one in document.figures_in(sentence)
        if one.kind in {Kind.MONEY, Kind.AMOUNT} and not one.reference
    ]
    lasts = any(one.kind is Kind.DURATION for one in document.figures_in(sentence))
    for less, more in itertools.pairwise(sums):
        between = document.text[less.end : more.start]
        if lasts and less.value < more.value <= less.value * 3 and _BECOMES.search(between):
            if document.stance(sentence, less.start, more.end) is Stance.ASSERTED:
                topic = document.topic(sentence, less.start, more.end)
                if topic not in _BORNE:
                    return Hit(less.start, more.end, "detector:stated_return")
    return None


_BORNE = frozenset({"deposit", "treasury", "loan", "credit_card"})
"""What bears a stated rate by contract, or costs one."""


def _is_gain(sentence: Sentence, figure: Figure) -> bool:
    """Whether an amount of money is what one gains, not what one puts in."""
    at = figure.start - sentence.start
    first, _ = clause_at(sentence.text, at)
    before = sentence.text[max(first, at - 10) : at]
    after = sentence.text[at + len(figure.text) : at + len(figure.text) + 5]
    if re.match(r"的?(?:订单|贷款|货|存款|本金|资金|额度|合同|保额|房)", after):
        return False
    if _CREDITED.search(sentence.text[:at]):
        return False
    return bool(_GAINS.search(before) or re.match(r"的?(?:收益|利息|回报|利润|分红)", after))


def benchmark(document: Document, entry: DetectorEntry) -> Iterable[Hit]:
    """A benchmark with a figure but without saying what it is, or dressed as a promise."""
    del entry
    excused = bool(_DISCLAIMS.search(document.text))
    grounded = _has_basis(document)
    for sentence in document.sentences:
        hit = _lonely_benchmark(document, sentence, excused, grounded)
        if hit is not None:
            yield hit


def _lonely_benchmark(
    document: Document, sentence: Sentence, disclaimed: bool, grounded: bool
) -> Hit | None:
    if sentence.speaker == "asks":
        return None
    for figure in document.figures_in(sentence):
        if figure.kind is not Kind.RATE:
            continue
        topic = document.topic(sentence, figure.start, figure.end)
        if role_of(sentence, figure, topic) is not Role.BENCHMARK:
            continue
        start, end = _benchmark_span(sentence, figure)
        stance = document.stance(sentence, start, end)
        if stance in {Stance.ASKED, Stance.WARNED} or _is_comparison(sentence, figure):
            continue
        rest = document.text[end : end + 60]
        if _PROMISED.search(rest) and not disclaimed:
            return Hit(
                start,
                end,
                "detector:benchmark",
                Verdict.VIOLATION,
                "把业绩比较基准说成到期可得的收益。",
            )
        prominent = _PROMINENT.search(sentence.text[max(0, start - sentence.start - 6) :])
        if prominent and not disclaimed:
            return Hit(
                start, end, "detector:benchmark", Verdict.VIOLATION, "突出宣传业绩比较基准。"
            )
        if disclaimed and (grounded or not document.context.complete):
            return None
        if not document.context.complete and (grounded and _BASIS.search(document.text)):
            return None
        if not document.context.complete and _is_bound(document, figure):
            return None
        return Hit(start, end, "detector:benchmark")
    return None


def _benchmark_span(sentence: Sentence, figure: Figure) -> tuple[int, int]:
    at = figure.start - sentence.start
    start = at
    for named in BENCHMARK.finditer(sentence.text, 0, at):
        start = named.start()
    return sentence.start + start, figure.end


def _is_comparison(sentence: Sentence, figure: Figure) -> bool:
    """同期业绩比较基准 beside a past return is part of stating that return properly."""
    at = figure.start - sentence.start
    return bool(
        re.search(r"同期(?:的)?(?:业绩)?比较基准[^,]{0,8}$", sentence.text[:at])
        or (
            re.search(r"净值增长率|累计回报|增长率|涨幅", sentence.text[:at])
            and re.search(r"20\d\d", sentence.text[:at])
        )
        or re.search(r"(?:由|从|自)[^,。]{0,10}(?:调整|下调|上调|变更)", sentence.text)
    )


def _has_basis(document: Document) -> bool:
    product = document.context.product
    if product is not None and product.benchmark_basis:
        return True
    facts = document.context.facts or ()
    return bool(_BASIS.search(document.text)) or any(
        "basis" in fact.id.lower() or "依据" in fact.id for fact in facts
    )


def _is_bound(document: Document, figure: Figure) -> bool:
    from agents.guardrails.grounding.binding import is_bound

    return document.context.facts is not None and is_bound(figure, document.context.facts)
