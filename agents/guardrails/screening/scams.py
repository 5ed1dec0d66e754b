"""Who a fraud is played on, how far it has come, and what is said of it later in the thread."""

import re

from agents.guardrails.screening.reading import seen
from agents.guardrails.screening.rules import rules

SCAMS = frozenset({"scam_demand", "defrauded", "elderly_fraud", "elderly_defrauded"})
"""Categories of a fraud that is being played, on the asker or on somebody old."""

_ME = re.compile(r"我(?!们?行)|俺|咱")
_CLAIMS = re.compile(
    r"公安|警察|警官|公检法|法院|检察|通管局|银监|涉嫌|涉案|洗钱|冒用|自称|冒充|客服|注销|征信|医保|社保|退款|理赔|中奖|快递"
    r"|来电|(?:打|来|接到)[^，。？?]{0,4}电话|电话里|有(?:个)?人|陌生|不认识|对方|群里|导师|网上认识|网友|刷单|返利|贷款|(?:说|自称|称)(?:他|她)?是(?:我|你|您|咱)?(?:们)?(?:的)?(?!不是)(?:领导|老板|同学|亲戚|熟人|同事|老师)"
)
_WANTED = (
    r"(?:转账|转钱|转到|转进|转过去|转给|转出|转走|打钱|打款|打到|汇款|汇钱|汇到|汇过去|把[^，。？?]{0,8}(?:钱|存款|积蓄|卡)|取钱|取出来"
    r"|交(?:钱|保证金|押金|手续费|解冻费|税|罚款)|验证码|密码|卡号|共享屏幕|屏幕共享|远程|刷流水|充值|垫付|垫钱|(?:转|打|汇|交)[^，。？?]{0,3}[一二两三四五六七八九十几\d]+(?:万|千|百|块|元)|点(?:开)?(?:那个|这个|一个)?链接"
    r"|下载[^，。？?]{0,8}(?:会议|软件|远程|app|向日葵))"
)
_DEMANDS = re.compile(
    rf"(?:让|叫|要求?|催|逼|指挥|喊|教|说)(?:着)?(?:我|俺)[^。？?!！]{{0,20}}?{_WANTED}"
    rf"|(?:让|叫|要求|催|逼|指挥)[^，。？?我]{{0,4}}{_WANTED}|安全账户|监管账户|核查账户"
    r"|(?:不转|不交|不给|不配合|不汇|否则|不然)[^。？?]{0,12}(?:抓|冻结|坐牢|拘留|逮捕|起诉|征信|上门|通缉)"
)
_LURE = re.compile(
    r"(?:收到|来了?|发来|有)[^，。？?]{0,4}(?:短信|链接|邮件|私信|彩信)[^。？?]{0,24}(?:点(?:开|击)?[^，。？?]{0,4}链接|链接[^，。？?]{0,4}(?:填|点|登录|验证)|验证码|填(?:卡号|密码|身份证))"
)
_IN_GENERAL = re.compile(
    r"(?:银行|你们|客户经理|公安|警察|法院|正规)[^，。？?]{0,4}(?:会不会|会)[^，。？?]{0,10}(?:打电话|让|要|发)|什么是|怎么(?:防|识别|辨别)|如何(?:防|识别|辨别)|常见|手法|套路有|案例|新闻"
)
_GONE = re.compile(
    r"(?<!没)(?<!没有)(?<!还没)(?:已经|都|刚才?|刚刚|昨天|今天|上午|下午)[^，。？?没要让叫]{0,10}(?:转|汇|打|付|给|交|充)(?:给|过去|出去|走)?(?:了)?(?:他|她|对方|那|假|骗|\d|[一二两三四五六七八九十几好]+[万千百块])"
    r"|(?<!没)(?<!没有)(?:转|汇|打|付|交)(?:给[^，。？?]{0,6})?(?:过去|出去|走)?了(?!吗|没|不)"
    r"|(?<!没)(?<!没有)(?:验证码|密码|卡号)[^，。？?没]{0,8}(?:给|告诉|说|发|报|念|输)[^，。？?]{0,4}了"
    r"|(?<!没)(?:告诉|给|发|报)(?:了)?(?:他|她|对方|客服)[^，。？?]{0,6}(?:验证码|密码)"
    r"|(?:钱|卡里|账[上户]里?|余额)[^，。？?]{0,6}(?:没了|少了|不见了|被转|空了)|被(?:人)?骗(?:走|去|了)"
)
_NOT_YET = re.compile(r"(?:没|未)(?:有)?(?:转|汇|打钱|给|付|告诉)")
_FRAUDSTER = re.compile(
    r"(?:骗子|假(?:警|公安|客服|冒)|那个?人|对方|他们|警察|公安|警官|客服|安全账户|陌生)"
)


def scam_of(category: str, text: str) -> str:
    """``category`` where it is no fraud, else by whom it is played on and whether money is gone.

    ``text`` is normalised.
    """
    if category not in SCAMS:
        return category
    elder = rules().signs["elders"].find(text) is not None
    if category == "defrauded":
        return category
    if elder:
        return "elderly_defrauded" if _is_gone(text) else "elderly_fraud"
    return "defrauded" if _is_gone(text) else "scam_demand"


def pressed(text: str) -> str | None:
    """The category of a text in which a stranger demands the asker's money or codes, or has them;
    None of any other.
    """
    said = seen(text)
    if not (_CLAIMS.search(said) or _LURE.search(said)) or _IN_GENERAL.search(said):
        return None
    if _LURE.search(said) or (_DEMANDS.search(said) and _ME.search(said)):
        return scam_of("elderly_fraud", said)
    gone = _is_gone(said) and _FRAUDSTER.search(said) and _ME.search(said)
    return "defrauded" if gone else None


def _is_gone(text: str) -> bool:
    return bool(_GONE.search(text)) and not _NOT_YET.search(text)


_PROOF = re.compile(
    r"(?:知道|晓得|清楚|报出|说出|说得出|念出|掌握)[^。？?]{0,16}(?:我|身份证|卡号|地址|名字|姓名|信息|电话|住)"
    r"|(?:身份证|卡号|地址|名字|姓名|信息|住哪)[^。？?]{0,10}(?:知道|清楚|对得上|都对|说对|一清二楚|报出来)"
    r"|警官证|警号|工作证|证件|通缉令|逮捕令|传票|文书|公函|红头|盖(?:了)?章|视频里?|穿(?:着)?(?:警服|制服)|官网|来电显示|110打来|号码是"
    r"|说(?:的|得)(?:都|全|很)?(?:对|准|像|真)|不像(?:是)?骗|(?:挺|很|好)(?:像)?真(?:的)?|态度|加了?微信|转接"
)
_THREAT = re.compile(
    r"抓(?:我|人|走)|别(?:告诉|跟|和|对)[^，。？?]{0,6}(?:家|人|说|讲)|别挂|别声张|坐牢|拘留|逮捕|冻结|起诉|影响(?:征信|孩子|我儿子|工作)|上门|通缉我|判刑|保密|不(?:能|许|让|准)[^，。？?]{0,4}(?:告诉|说|挂)|挂(?:了)?电话(?:就|会)|不转(?:的话)?|不配合"
)
_WHAT_NOW = re.compile(
    r"(?:怎么|咋|如何)(?:办|做|弄|处理|核实|确认)|要不要(?:报警|挂|接|理)|(?:还|再)(?:打|来)(?:电话)?|报警|挂(?:了|掉|断)|拉黑|不理|又打|接不接|会不会真|真的(?:假的|没事|不是)|确定(?:是)?骗|是骗(?:子|人)|万一是真|真的吗|假的吧"
)
_ANOTHER_MATTER = re.compile(
    r"利率|利息|存单|理财(?!经理)|基金|余额|活期|定期|国债|信用卡|贷款利|起(?:购|存)|推荐|额度|网点(?:在|几)"
)
"""What is asked beside the fraud, or after it: that is answered."""
_BRIEF = 12
"""Characters of a question that says nothing of what it goes on about (那我现在怎么办)."""
_HE = re.compile(r"他|她|它|对方|那[个边人头]|这[个人]|人家|警|公安|客服|骗|电话|转|钱")


def within_thread(text: str) -> str | None:
    """What a text goes on with, where a fraud was reported before it in the thread: ``gone``,
    ``threat``, ``proof`` or ``now``; None where it speaks of something else.
    """
    said = seen(text)
    if _is_gone(said):
        return "gone"
    if _ANOTHER_MATTER.search(said):
        return None
    if len(said) <= _BRIEF and _WHAT_NOW.search(said):
        return "now"
    if not _HE.search(said):
        return None
    for kind, words in (("threat", _THREAT), ("proof", _PROOF), ("now", _WHAT_NOW)):
        if words.search(said):
            return kind
    return None
