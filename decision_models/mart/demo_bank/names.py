"""Words that simulated people and places are made of. No name means anybody."""

SURNAMES = tuple(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏"
    "魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵"
)
"""The hundred most frequent surnames, most frequent first; weights fall as 1 / (rank + 6)."""

MEN = tuple("伟强磊军洋勇杰涛明超刚平辉鹏华飞鑫波斌宇浩凯健俊帆亮峰龙林斐")
WOMEN = tuple("芳娜敏静丽艳娟霞秀燕玲桂英红梅洁雪琳慧婷颖璐倩欣怡媛萍莉蕾瑶")
EITHER = tuple("子文思雨晓志佳梓一国建海春玉小永宏新天嘉家立德世中云金晨")
"""First characters of two-character given names, for anybody."""

CITIES = ("上海", "杭州", "南京", "苏州", "宁波", "合肥", "无锡", "嘉兴")
"""A branch stands in each."""

BRANCHES = (
    "上海浦江支行",
    "杭州湖滨支行",
    "南京鼓楼支行",
    "苏州园区支行",
    "宁波江北支行",
    "合肥政务支行",
    "无锡滨湖支行",
    "嘉兴南湖支行",
)
HEAD_OFFICE = "帷幄示范银行总行（模拟）"
OTHER_CITIES = ("绍兴", "常州", "南通", "湖州", "芜湖", "温州")

OCCUPATIONS = (
    "企业职员",
    "公务员",
    "教师",
    "医生",
    "工程师",
    "个体工商户",
    "企业主",
    "自由职业",
    "工人",
    "退休",
    "学生",
    "销售",
)
INDUSTRIES = (
    "制造业",
    "信息技术",
    "金融业",
    "教育",
    "卫生",
    "批发零售",
    "建筑业",
    "交通运输",
    "公共管理",
    "住宿餐饮",
    "房地产",
    "其他",
)
EDUCATIONS = ("高中及以下", "大专", "本科", "硕士及以上")
MARITAL = ("未婚", "已婚", "离异", "丧偶")
