"""Rankings and firsts without the evidence for them (G6)."""

import re
from collections.abc import Iterable

from agents.guardrails.document import Document, Hit
from agents.guardrails.language.segments import Sentence
from agents.guardrails.language.stance import Stance
from agents.guardrails.packs.schema import DetectorEntry
from agents.guardrails.verdicts import Verdict

_RANK = re.compile(
    r"(?:排名|排行|位列|位居|名列|稳居|荣居|高居|蝉联|跻身|荣登|问鼎|勇夺|夺得|斩获|摘得|获评|坐稳|雄踞|独占)[^,。]{0,12}(?:第[一二三1-3](?:名|位)?|前[一二三四五十1-9]\d*(?:名|位|强)?|榜首|首位|冠军|前列|前茅|桂冠|鳌头|魁首|top\s*\d+|no\.?\s*1)"
    r"|(?:全国|全球|全市场|全行业|行业|业内|同业|同类|市场|世界|亚洲|国内|全省|全市|本地|区域|中国|全网|系统内|银行业|理财市场|基金业|股份行|城商行)(?:内|中|里)?[^,。]{0,8}(?:第[一1](?![季步时次期条章款代者方批家个股只])(?:名|位)?|no\.?\s*1|top\s*1(?!\d)|唯一|冠军|独一家|首位|榜首|领头羊|龙头老大|老大)"
    r"|(?:销量|销售额|规模|收益|收益率|业绩|回报|口碑|满意度|实力|服务|人气|客户数|市占率|涨幅)(?:率)?[^,。]{0,8}(?:排名)?(?:第[一1](?![季步时次期条章款代者方批家个股])(?:名|位)?|冠军|no\.?\s*1|top\s*1(?!\d)|榜首|夺冠|称霸|稳坐头把交椅)"
    r"|(?:唯一)(?:一[家款只个])?(?:的)?[^,。]{0,10}(?:理财|产品|基金|银行|机构|选择|平台|公司|保险|牌照|指定|能|可以)"
    r"|第一(?:品牌|理财|选择|基金|银行|大行|梯队的?领跑|名的)|no\.?\s*1|(?:业绩|收益|理财|基金|销售)(?:总)?冠军(?:产品|基金|团队|经理)?|(?:行业|业内|市场)(?:公认的?)?(?:领头羊|龙头老大|霸主|王者|老大)"
)
LONG_SENTENCE = 22
"""A shorter sentence without a subject speaks of what the message is about."""
_OURS = re.compile(
    r"我行|我们|本行|咱|理财|基金|产品|收益|服务|团队|投顾|保险|投研|平台|年金|固收|业绩"
)
_VALUES = re.compile(
    r"(?:安全|客户|风控|合规|服务|用户|质量|信用|诚信|利益|体验|消费者)(?:利益|至上)?(?:始终|永远|放在|摆在|是|为)?(?:的)?第一(?:位|要务|责任|原则|目标|标准)?|第一(?:时间|次|步|季度|阶段|期|批|还款|财经|大股东|顺位|受益人|代|人|条|项|个|笔|天|年|责任|要务|支柱|层)"
)
_SOURCE = re.compile(
    r"(?:据|根据|数据来源|来源|援引|引自|发布的|出具的)[:：]?[^,。]{0,30}(?:统计|数据|排行|榜|报告|评价|评级|年报|公告|披露|网|研究|发布|wind|晨星|银河|普益|海通|中国证券报|央行|协会)|(?:数据|资料)?来源[:：]"
)
_EXCUSES = re.compile(
    r"(?:不是|并非|不代表|没有|不存在|不得|不能|禁止|严禁|不宜|勿|不追求|不以|不作|避免)[^,。]{0,14}$"
)
_UNIQUE_USE = re.compile(
    r"唯一(?:性|标识|编码|代码|编号|账户|识别|id|指定(?:收款|还款|联系|客服|官方)|官方|依据|凭证|途径是|收款|对应|受益人|的?(?:不同|区别|办法|途径|方式|目的))|(?:不是|并非|没有)唯一"
)


def ranking(document: Document, entry: DetectorEntry) -> Iterable[Hit]:
    """A rank, a first or an only, unless its source is named or a fact carries it."""
    del entry
    for sentence in document.sentences:
        if sentence.speaker == "asks":
            continue
        for match in _RANK.finditer(document.text, sentence.start, sentence.end):
            if _is_evidenced(document, sentence, match):
                continue
            if _is_of_others(document, sentence, match):
                continue
            if document.stance(sentence, match.start(), match.end()) is Stance.ASSERTED:
                yield Hit(
                    match.start(),
                    match.end(),
                    "detector:ranking",
                    Verdict.EVIDENCE_REQUIRED,
                    "排名或“第一”“唯一”没有写明依据。",
                )
                break


def _is_evidenced(document: Document, sentence: Sentence, match: re.Match[str]) -> bool:
    before = document.text[sentence.start : match.start()]
    around = document.text[max(sentence.start, match.start() - 6) : match.end() + 4]
    if _VALUES.search(around) or _UNIQUE_USE.search(around) or _EXCUSES.search(before):
        return True
    if _SOURCE.search(sentence.text) and re.search(r"20\d\d|截至|\d+月", sentence.text):
        return True
    facts = document.context.facts or ()
    said = match.group()
    return any(
        isinstance(fact.value, str) and fact.value and fact.value.lower() in sentence.text
        for fact in facts
    ) or any(
        _ranks_first(said) and str(fact.value) in {"1", "1.0"} and "rank" in fact.id.lower()
        for fact in facts
    )


def _is_of_others(document: Document, sentence: Sentence, match: re.Match[str]) -> bool:
    """Whether something that is no product or institution of ours is ranked (a country, a port)."""
    if document.topic(sentence, match.start(), match.end()) == "market":
        return True
    return len(sentence.text.strip()) > LONG_SENTENCE and not _OURS.search(sentence.text)


def _ranks_first(said: str) -> bool:
    return bool(re.search(r"第[一1]|冠军|榜首|首位|no\.?\s*1|top\s*1", said))
