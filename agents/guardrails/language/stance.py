"""What a sentence does with a phrase: asserts it, denies it, warns of it, asks, or defines it.

The order of the tests matters: a warning or prohibition covers more than a plain negation, and an
assertion is what is left. Every cue has a scope; 不保本，但肯定不会亏 denies the first and asserts
the second.
"""

import re
from enum import StrEnum

from agents.guardrails.language.segments import clause_at


class Stance(StrEnum):
    """How a phrase is meant."""

    ASSERTED = "asserted"
    NEGATED = "negated"
    WARNED = "warned"
    DOUBTED = "doubted"
    ASKED = "asked"
    WISHED = "wished"
    DEFINED = "defined"


# Look like negators and are not; blanked before negators are sought.
_PSEUDO = re.compile(
    r"不够|不到|不仅仅?|不但|不光|不只|不单|不止|不管|不论|无论|不得不|不能不|不会不|不可不|不由得|不过|不愧|不断|不少|不妨"
    r"|不错(?!过)|不同凡响|不用说|不骗您?你?|不瞒您?你?说?|毫?不夸张|不是我?吹|不是夸|毫无疑问|无疑|没错|没问题|没的说|没得说|没话说|没毛病"
    r"|无非|未来|未雨|非常|无忧|别提|别看|特别|区别|分别|级别|个别|类别|性别|识别|判别|非凡|除非|莫过于|无比|再?没有比|再?没有谁"
    r"|没有(?:人|谁|哪个客户|一个客户|一位客户)(?=会?(?:亏|赔))|别家|别人|别处|别的|别墅|无缝|无限|无数|不菲|不俗|不凡|不二|无人能及|无可|不一会"
    r"|没准|不定期|不限量|无门槛|无需任何|不花|不愁|不怕|不在话下|必不可少|少不了|不可多得|不容错过|机不可失|不可或缺"
)
_NEGATOR = re.compile(
    r"不存在|没办法|没法|不敢|并不|绝不|决不|从不|永不|从未|并未|未曾|尚未|不曾|从来没有|没有|没|无法|无|并非|绝非|远非|非|未必|不见得|谈不上|算不上"
    r"|称不上|难以|很难|不可能|不|未|勿|别|莫|拒绝|杜绝|避免|打破|破除|告别|取消|终结|摒弃|抛弃|放弃|反对|抵制|否认|否定|排除|≠|哪有|哪来|哪里有"
    r"|何来|岂有|怎么可能|怎么会有|怎能|哪能|哪会|谁敢|谁能|谁都不敢"
)
# After a negator: these take the negation for themselves (不用担心本金损失 promises).
_ABSORBS = re.compile(
    r"担心|担忧|操心|害怕|发愁|顾虑|犹豫|迟疑|错过|失去|忘|纠结|在意|理会|慌|多想|多说|怀疑|介意|考虑|亚于|逊|低于|少于|小于|次于"
    r"|输|限于|花|收取?费|用管|看盘|操作|懂|是我|[您你]?吃亏|比这|比它"
)
# What may stand between a negator and a phrase that it denies, however long the rest of the clause.
_GOVERNS = re.compile(
    r"^(?:承诺|保证|保障|确保|担保|允诺|许诺|提供|宣传|使用|出现|存在|支持|属于|是|等于|等同|代表|意味|构成|具有|具备|含|包含|敢|可能|能够?|会|得"
    r"|应该?|可以?|准|许|宜|做|作出?|给|设|有|任何|再|以|向|对|为|将|把|一|什么|哪|所谓|绝对|完全|百分|真正|永远|一定|必然|所有|全|谁|人|真|这"
    r"|那|都|世上|天下|市场|理财|基金|投资|产品|银行|金融|监管|法律|信|听信|相信|轻信|指望|以为|认为|说|讲|用|靠|被|追求|投|买)"
)
_REVERSES = re.compile(
    r"而是|胜似|胜过|堪比|相当于|其实|实际上|几乎|差不多|基本上|但|却|反而|反倒|照样|就能|才能|才会|还能|也能|都能|只有"
)
PROHIBITS = re.compile(
    r"(?:不得|不能|不可以?|不应该?|不准|不许|不允许|不宜|严禁|禁止|禁用|切忌|一律不|避免|杜绝|防止|不再|请勿|切勿|勿|不要|千万别|别|莫)"
    r"[^。!?;,]{0,16}?(?:使用|出现|宣传|宣称|承诺|许诺|保证|含有?|包含|表述|说|讲|写|提及|提到|暗示|明示|声称|夸大|误导|推介|推荐|销售|发布"
    r"|以|用|作出?|做出?|轻信|相信|听信|迷信|盲信|误信|信|被|当真|上当|受骗|追求|贪图|指望|期待|幻想|认为|以为|理解|视为|看作|当作|等同|带有"
    r"|参与|购买|投资|加入)"
)
_ABSORBED_PROHIBITION = re.compile(r"错过|犹豫|担心|担忧|怀疑|顾虑|失去|踏空|迟疑|吓")
WARNS = re.compile(
    r"谨防|警惕|提防|当心|小心|严防|防范|识破|揭穿|揭露|曝光|戳穿|举报|报警|查处|打击|整治|严查|反诈|防骗|诈骗|骗局|骗子|骗术|诱骗"
    r"|哄骗|欺骗|骗取|骗人|被骗|受骗|圈套|陷阱|套路|忽悠|非法|庞氏|传销|杀猪盘|上当|受害|血本无归|虚假|误导|违规|违法|涉嫌|处罚|罚款|罚单|被罚"
    r"|通报批评|监管(?:部门|机构|局)?通报|禁止之列|列[入为]禁止|问责|判刑|获刑|起诉|话术|字样|字眼|用语|表述|措辞|词汇|违禁词|禁用词|敏感词|红线|不实|谎言|谣言|误区|误解|误以为|误认为|以为|噱头"
    r"|幌子|旗号|诱饵|冒充|谎称|所谓|鼓吹|吹嘘|标榜|迷惑|诱惑|纠正|违反|不合规|合规要求|合规提示|口号|伪(?=[保稳])|假(?![期如日设])"
    r"|幻想|迷信|猫腻|心眼|拉黑|监管(?:规定|要求|明确|办法)|负面清单|自查"
)
_NOT_A_WARNING = re.compile(
    r"(?:不是|并非|绝非|绝不是|决不是|没有|没|无|不|零|拒绝|杜绝|别怕|不怕)(?:什么|任何|半点|一点|会|是|能|搞|玩|带|想|来)?$"
)
_MISSED = re.compile(r"^(?:您|你|不要)?(?:错过|踏空|失去|被抢)")
_FIRST_PERSON = re.compile(
    r"我们|我行|本行|咱|本产品|这款|这只|该产品|此产品|本款|我保证|我承诺|我给|我向|我敢|放心|您买|选我|买我|买它|认准|跟着我|我这"
)
_DOUBTS_AFTER = re.compile(
    r"^[^。!?;]{0,24}?(?:都|均|全|其实|往往|多半|多数|大多|可能|一律|统统|就|才|基本)?(?:是|属于|为|算)?(?:不存在|不可信|不能信|不要信|不可能|不靠谱|不合规"
    r"|不合法|不允许|不现实|不真实|不正确|不准确|不成立|不复存在|不被允许|违规|违法|虚假|骗人|骗局|骗子|诈骗|陷阱|忽悠|套路|谎言|误区|误导|假的"
    r"|禁止|严禁|成为历史|已成历史|退出(?:了)?(?:历史|市场)|要警惕|要当心|要小心|需警惕|需谨慎|别信|勿信|请勿(?!错过|犹豫|迟疑|外传|转发)|切勿(?!错过|犹豫)|勿轻信|不要轻信|不要相信|请拒绝"
    r"|请举报|请报警|涉嫌|难以实现|做不到|没有依据|是不对的|错误|一去不返|没有了|早没了|不再有|取消了|转型|被打破|被取消|被叫停|叫停|停售|下架了|全面清零|无从谈起|已不再|字样|字眼|等表述|的表述"
    r"|的说法|的宣传|的话术|等用语|等词|多留个心眼|提高警惕|保持警惕|信不得|不属于|另有所图|天上不会掉)"
)
_ASKS = re.compile(
    r"吗|么(?=[?,。!\s]|$)|是否|是不是|有没有|能不能|会不会|可不可以|能否|可否|要不要|算不算|保不保|亏不亏|稳不稳|靠不靠谱|真的假的|哪[个款种家些]"
    r"|什么|多少|怎么|为什么|怎样|如何|谁|几"
)
_RHETORICAL = re.compile(
    r"难道|岂|还不|何不|何乐|谁不|怎能|还怕|还用|还等|凭什么不|不香|心动|还有什么|有什么理由|您说呢|对不对|是不是很|怎么样|要不要来|哪里找|哪儿找|去哪找|上哪"
)
_ASKED_ABOUT = re.compile(
    r"(?:问|询问|咨询|请教|想知道|想了解|了解|不清楚|不确定|疑问|疑惑|搞不懂|质疑|判断)[^,。]{0,12}$"
)
_WISHES = re.compile(
    r"(?:希望|想要|想|追求|偏好|要求|喜欢|需要|看重|在意|寻求|期望|期待|倾向于?|习惯于?|接受不了|只要|只想|愿意|打算|适合|面向|怕的?是|抱着|认为|觉得)[^,。]{0,8}$"
)
_GRANTS = re.compile(
    r"就选|就买|就来|快来|来(?:我|找|看)|首选|满足|帮您|认准|看过来|这款|这只|它能|都能|推荐|我们|选它|买它|不二之选|正合适|正适合|特别适合|为您"
)
_DEFINES_AFTER = re.compile(
    r"^[\"”’」』》]?(?:是指|指的是|即|的定义|的含义|的概念|是什么|的意思|的由来|的历史|时代|文化|信仰|惯性|思维|神话|现象|行为|比例|概率有多|一词|这个词|两个字|二字|四个?字|三个?字|微利|点位|为原则|之说)"
)
_DEFINES_BEFORE = re.compile(
    r"(?:什么是|何谓|何为|所谓|打破|破除|化解|走出|概念[::]|关于)[\"“‘「『《]?$"
)
_YES = re.compile(
    r"^\s*(?:[一-鿿]{1,6}:)?\s*[\"“「]?(?:是的?|对的?|没错|当然|那当然|那必须|必须|肯定|嗯+|那是|可以|能的?|会的?|保的?|保证|绝对|百分百|100%|放心|您放心"
    r"|毋庸置疑|不会亏|亏不了|没问题|一定)(?:[,。!、~\s]|$|您|的|是|保|放|不会|没)"
)
_YES_IT_DOES = re.compile(
    r"^\s*(?:[一-鿿]{1,6}:)?\s*[\"“「]?(?:会的?|有的?|能的?|可能会?|有可能|当然会|肯定会)[,。!~\s]"
)
"""Right after 会不会亏: the loss is granted, not the promise that stands in the question's words."""
_NO = re.compile(r"不是|不保|不能|不会(?!亏|赔|有损)|并非|没有|无法|不存在|不承诺|不一定|抱歉|风险")
HEARSAY = re.compile(
    r"(?:如果?|若|一旦|凡是?|遇到|听到|碰到|看到|接到|收到|但凡)[^,。]{0,10}"
    r"(?:有人|对方|别人|陌生人|他人|谁|任何人|短信|来电|自称|推销|经理(?=跟|向|对|告诉|承诺|说)|员工|业务员|销售人员|工作人员)"
)
_CONTRASTS = re.compile(r"^[^,]{0,8}(?:才|但|却|可是|而(?!且))")
_LIST_BREAK = re.compile(r"我们|我行|本行|本产品|这款|这只|该产品|咱|买|选|放心|其实|但|而是|就|来")


def _blank(match: re.Match[str]) -> str:
    return "＊" * len(match.group())


def read_stance(text: str, start: int, end: int, following: str = "") -> Stance:
    """How the sentence ``text`` means its stretch ``start:end``.

    ``following`` is the text right after the sentence: the answer to a question, or a judgement
    (…。这是骗局。) on what was said.
    """
    first, last = clause_at(text, start)
    before = text[first:start]
    after = text[end:]
    if _is_defined(before, after):
        return Stance.DEFINED
    if _is_warned(text, start, end, (first, last)):
        return Stance.WARNED
    if _doubted(after, following) or _quoted_and_dismissed(text, start, end):
        return Stance.DOUBTED
    if _is_negated(before):
        return Stance.NEGATED
    asked = _asked(text, start, end, (first, last), following)
    if asked is not None:
        return asked
    if _WISHES.search(before) and not _GRANTS.search(after):
        return Stance.WISHED
    return Stance.ASSERTED


_QUOTES = re.compile(r"[\"“「『‘][^\"”」』’]{1,24}[\"”」』’]")
_DISMISSED = re.compile(
    r"^[、,和及或与等之类\s]*(?:这[类种些样](?:的)?|此类|上述)?(?:的?(?:说法|话|话术|字眼|词|用语|表述|写法))?(?:都|均)?(?:属于(?:明示|暗示|承诺|误导|违规|诱导)[^。!?]{0,12})?"
    r"(?:同样|一律|统统|一概|都|均|也)?(?:不行|不用|不能用|不得用?|禁用|不写|不说|不许|不准|要?删掉?|改掉|属于(?:明示|暗示|承诺|误导|违规))"
)


def _quoted_and_dismissed(text: str, start: int, end: int) -> bool:
    """“稳赚”“保本”一律不用: the phrase is quoted, and what is quoted is ruled out."""
    for quoted in _QUOTES.finditer(text):
        if quoted.start() < start and end <= quoted.end():
            return bool(_DISMISSED.match(_QUOTES.sub("", text[quoted.end() :])))
    return False


def _is_defined(before: str, after: str) -> bool:
    return bool(_DEFINES_AFTER.match(after) or _DEFINES_BEFORE.search(before))


def _is_negated(before: str) -> bool:
    """Whether the last negator before the phrase, in its clause, reaches it."""
    plain = _PSEUDO.sub(_blank, before)
    reached = False
    for negator in _NEGATOR.finditer(plain):
        bridge = plain[negator.end() :]
        if _ABSORBS.search(bridge) or _REVERSES.search(bridge):
            continue
        if (
            not bridge
            or len(bridge) <= 2
            or (_GOVERNS.match(bridge) and len(bridge) <= 30)
            or (len(negator.group()) > 1 and len(bridge) <= 20)
        ):
            reached = True
    return reached


def _is_warned(text: str, start: int, end: int, bounds: tuple[int, int]) -> bool:
    first, last = bounds
    if _prohibited(text, start) or HEARSAY.search(text[:start]):
        return True
    clause = text[first:last]
    ours = _FIRST_PERSON.search(clause)
    for cue in WARNS.finditer(text):
        if cue.start() < end and cue.end() > start:
            continue
        if _NOT_A_WARNING.search(text[max(0, cue.start() - 4) : cue.start()]):
            continue
        if _MISSED.match(text[cue.end() : cue.end() + 6]):
            continue
        elsewhere = cue.start() < first or cue.start() >= last
        if elsewhere and (ours or _CONTRASTS.match(clause)):
            continue
        return True
    return False


def _prohibited(text: str, start: int) -> bool:
    """Whether a prohibition before the phrase reaches it, through a list if need be."""
    for cue in PROHIBITS.finditer(text, 0, start):
        between = text[cue.end() : start]
        if _ABSORBED_PROHIBITION.search(cue.group() + between[:6]):
            continue
        if "," not in between and ":" not in between:
            if not _REVERSES.search(between):
                return True
        elif not _LIST_BREAK.search(between):
            return True
    return False


def _doubted(after: str, following: str) -> bool:
    """Whether the sentence or the next one says of the phrase that it is not to be believed."""
    match = _DOUBTS_AFTER.match(after)
    if match and not re.search(r"(?:不是|绝非|并非|没有|无)[^,]{0,3}$", match.group()[:-2]):
        said = match.group()
        if "," not in said or not _FIRST_PERSON.search(said):
            return True
    if re.match(
        r"^\s*[\"”」』]?(?:这|此|那|以上|上述|凡是|听到|遇到|如有|如果|请|别|不要|切|世上|天下)",
        following,
    ):
        return bool(_DOUBTS_AFTER.match(following) or WARNS.search(following[:40]))
    return False


def _a_not_a(text: str, start: int) -> bool:
    """Whether the phrase is the second half of 会不会, 是不是, 能不能: 会|不会亏."""
    return (
        text[start : start + 1] == "不" and text[start - 1 : start] == text[start + 1 : start + 2]
    )


def _asked(
    text: str, start: int, end: int, clause: tuple[int, int], following: str
) -> Stance | None:
    """ASKED for a true question, ASSERTED for one answered yes, None where nothing is asked."""
    first, last = clause
    said = text[first:last]
    mark = text[last : last + 1] if last < len(text) else ""
    rest = text[last:]
    if _RHETORICAL.search(said):
        return None
    if _a_not_a(text, start):
        answer = rest.lstrip(' ,:?"”」』') or following
        agreed = _YES.match(answer) and not _YES_IT_DOES.match(answer) and "?" in said + mark
        return Stance.ASSERTED if agreed and not _NO.search(answer[:24]) else Stance.ASKED
    in_question = "?" in said or ("?" in mark)
    asks = _ASKS.search(text[first:start]) or _ASKS.search(text[end:last]) or _a_not_a(text, start)
    indirect = _ASKED_ABOUT.search(text[first:start])
    if not (in_question or (asks and ("?" in rest or "吗" in said)) or (asks and indirect)):
        return None
    if in_question and not asks and "?" in rest and not rest.strip().startswith("?"):
        return None
    answer = rest.lstrip(' ,:?"”」』') or following
    if _YES.match(answer) and not _NO.search(answer[:24]):
        return Stance.ASSERTED
    if _GRANTS.search(answer[:16]) and not _NO.search(answer[:24]):
        return Stance.ASSERTED
    return Stance.ASKED
