"""What a question wants of a subject: help with it, or to know, prevent, report or judge it."""

import re
from enum import StrEnum


class Frame(StrEnum):
    """The intent around an act that is named."""

    HELP = "help"
    EVADE = "evade"
    LAWFUL = "lawful"
    KNOW = "know"
    PREVENT = "prevent"
    NONE = "none"


_EVADE = re.compile(
    r"(?:怎么|如何|怎样|有什么办法|什么办法|有没有办法|什么方法|才能|才不|怎么才|教我|帮我|给我|想办法)[^。?]{0,24}(?:不被|不会被|避免被(?!骗|诈|盗|套路|坑)|不让(?!我|客户上当|老人)|躲过|躲开|绕过|绕开|逃过|不触发|不留痕|查不到|查不出|发现不了|不引起|隐蔽|不冻卡|神不知)"
    r"|(?:不被|避免被|不让)[^。?]{0,10}(?:查|发现|监测|监管|上报|风控|抓|察觉)[^。?]{0,10}(?:怎么|如何|办法|方法|操作|怎样)|without (?:being|getting) (?:caught|noticed|detected)"
    # To deceive those who protect: that the guard is named (反诈) does not make it protection.
    r"|(?<!是)(?:怎么|如何|怎样|教我|帮我|(?:什么|有没有|想|个)办法|才能)[^,。?]{0,6}(?:骗过|瞒过|绕过|绕开|躲过|躲开|混过|避开|糊弄|应付|蒙混)[^,。?]{0,8}(?:反诈|反洗钱|核查|核实|审核|风控|监测|监管|双录|拦截|尽调|止付)(?![^,。?]{0,8}的(?:吗|呢)?[?。!]?$)"
    r"|(?:怎么|如何|怎样|才能|别|不会?)[^,。?]{0,6}露馅|不露馅"
)
_LAWFUL = re.compile(
    r"(?:合法|违法|犯法|违规|合规|犯罪|合理|允许|可行|合适)(?:吗|么|嘛|不)|(?:合不合|违不违|犯不犯)|(?:是否|是不是|算不算|算|属于|构成)[^,。?]{0,6}(?:合法|违法|犯法|违规|合规|犯罪|诈骗|洗钱|骗贷|内幕交易|骗保)|罪[^,。?]{0,6}(?:判|量刑|标准|怎么|几年|是什么|处罚)"
    r"|(?:有什么|会有什么|什么|哪些|承担什么|要承担什么|负什么|承担哪些)(?:样的)?(?:法律)?(?:后果|责任|处罚|风险|影响|危害|代价|坏处)|(?:会|要|会不会|会被|要不要)[^,。?]{0,6}(?:判几年|判刑|判|坐牢|坐几年|罚款|处罚|被抓|追究|拘留|上征信|立案|被罚)|判几年|判多久|怎么判|怎么处罚|如何处罚|怎么认定|如何认定|怎么界定|如何界定|怎么定罪|量刑"
    r"|(?:可以|能|行|可)(?:吗|么|不|嘛)[?。!]?|(?:能不能|可不可以|可否|能否|应不应该|该不该|要不要)|会被(?:发现|查到|识破)吗|会不会(?:被|违|无意|构成)|is it (?:legal|illegal|ok|allowed)|(?:legal|illegal)\s*\?|penalt|punish"
)
_KNOW = re.compile(
    r"会不会影响|影响(?:大|多大|吗|到|多少|哪些)|有(?:什么|啥|没有)?影响|界限|边界|怎么区分|分界|什么是|何谓|是什么|啥意思|什么意思|什么叫|是啥|定义|原理|含义|由来|(?:有|包括)(?:哪些|什么|啥)(?:常见|典型|主要|新)?(?:的)?(?:手法|手段|特征|类型|案例|套路|规定|表现|形式|情形|区别)|(?:常见|典型|主要|最新|近期)(?:的)?[^,。?]{0,6}(?:手法|手段|特征|类型|案例|套路|骗术)"
    r"|怎么回事|为什么|为啥|为何|是怎么(?:骗|运作|操作|做到|发生|被发现|实现|回事)|如何看待|怎么看|讲讲|介绍一下|了解一下|科普|区别|的新闻|新闻|报道|最后怎么|进展|事件|案件|被查|被捕|获刑|被判|被处罚|案(?:怎么|最后|的|是|讲|情|子)|how does .{0,40} work|what (?:is|are)|why (?:do|does|is|are)|explain"
)
_PREVENT = re.compile(
    r"防范|预防|识别|防止|防骗|防诈|防盗|反诈|举报|检举|报警|避免(?:被骗|上当|受骗|中招|损失|被盗|误入|踩雷|违规|风险)|保护|警惕|提防|提醒|提示客户|培训|宣传|宣教|科普|警示|教育|追回|挽回|止付|上报|可疑交易报告|怎么应对|如何应对|怎么处理|如何处理|该怎么(?:办|处理|拒绝|做)|应该怎么(?:办|处理|做)|我(?:该|应该)怎么|劝|制止|阻止|怎么办|咋办|怎么辨别|分辨|怎么防|如何防|是不是(?:骗|诈骗|假)|是骗(?:子|局|人)|靠谱吗|能信吗|可信吗|真的吗|真假|怎么拒绝|如何拒绝|排查|监测(?:模型|规则|指标)|案例|维权|protect|prevent|report (?:a|the)|avoid (?:being )?scam"
)
_HELP = re.compile(
    r"教(?:教|一下)?我|帮(?:我|忙|个忙)|给我(?:做|写|出|弄|一|编|搞|介绍|找|开|来|想|查|看|发|调)|替我|怎么(?!办|处理|防|看|判|样|认定|处罚|界定|回事|会|识别|辨别|应对|举报|拒绝|投诉|追回)|如何(?!处理|防|看待|认定|处罚|界定|识别|辨别|应对|举报|拒绝|投诉|判)|怎样|步骤|教程|攻略|方法|渠道|门路|路子|哪里(?:能|可以|有)?(?:买|收|卖|找|弄|做|办)|去哪|哪儿|方案|模板|话术|剧本|脚本|流程|我(?:想|要|打算|准备|计划|决定)|有没有(?:办法|渠道|人|路子)|能不能(?:帮|教|给)|想(?:个)?办法|设计|策划|how (?:to|can i|do i|should i)|help me|teach me|show me|write|give me|make me|create"
)
_REQUEST = re.compile(
    r"(?:能不能|可不可以|能否|可以)(?:帮我|给我|教我|替我|帮忙|p|弄|搞|伪造|做个|做一|改一下|编)|(?:可不可行|行不行|行得通吗|可行吗|可以吗|行吗)[,。?]?(?:具体)?(?:要)?(?:怎么|如何)(?:操作|弄|做|搞|签|写|转)"
)
_VICTIM = re.compile(
    r"(?:我|我妈|我爸|家人|老人|朋友|客户|奶奶|爷爷)[^,。?]{0,6}(?:被(?:人|骗|诈骗|盗|坑|套路|忽悠|冒用|盗刷|误导)|遇到|收到|接到|碰到|遭遇|上当|中招)|有人(?:冒充|让我|叫我|找我|打电话|给我|要我|说|加我)|陌生(?:人|号码|电话|短信)|(?:朋友|老板|同事|同学|亲戚|别人|客户)[^,。?]{0,6}(?:让我|叫我|要我|找我|想借我|要借|想用我)"
    # Who demands redress tells what was done to them, whatever it is called.
    r"|退钱|退款|退我|还我钱|赔我|赔钱给我|给(?:我)?个?说法|(?:耍|坑|糊弄|忽悠|误导|欺骗|蒙|诓|骗)(?:了)?(?:我|我们|咱|人)(?:呢|吗|啊|的|了|$|[,。!?])"
)


def frame_of(text: str) -> Frame:
    """The frame of a normalised question; the stronger reading wins.

    To evade being found out is help, whatever else is asked; to prevent, report or cope is never
    help; a question on law, consequence or meaning is one even where it begins with 怎么.
    """
    if _EVADE.search(text):
        return Frame.EVADE
    if _PREVENT.search(text) or _VICTIM.search(text):
        return Frame.PREVENT
    if _REQUEST.search(text):
        return Frame.HELP
    if _LAWFUL.search(text):
        return Frame.LAWFUL
    if _KNOW.search(text):
        return Frame.KNOW
    if _HELP.search(text):
        return Frame.HELP
    return Frame.NONE
