"""Files made with the tools that banks' files are made with."""

from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table, TableStyle

from knowledge import loaders
from knowledge.documents import Document, Failure

FONT = "STSong-Light"
ROWS = (
    ("产品", "风险等级", "起购金额"),
    ("安心宝3号", "R2", "10,000元"),
    ("多行\n名称", "R3", "1元"),
)


def read(path: Path) -> tuple[list[Document], list[str]]:
    """The documents of a file, and the reasons of its failures."""
    items = list(loaders.load(path))
    failures = [one.reason for one in items if isinstance(one, Failure)]
    return [one for one in items if isinstance(one, Document)], failures


def one(path: Path) -> Document:
    """The only document of a file without failures."""
    documents, failures = read(path)
    assert failures == []
    (document,) = documents
    return document


def sheet_pdf(path: Path, sentence: str, *, author: str = "示范银行", day: str = "") -> Path:
    """A page with a heading, sentences that run over several lines, and a ruled table."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    style = ParagraphStyle("body", fontName=FONT, fontSize=11, leading=16, wordWrap="CJK")
    table = Table([list(row) for row in ROWS])
    table.setStyle(
        TableStyle(
            [("FONTNAME", (0, 0), (-1, -1), FONT), ("GRID", (0, 0), (-1, -1), 0.5, (0, 0, 0))]
        )
    )
    story = [Paragraph("在售产品一览", style)]
    story += [Paragraph(f"发布日期：{day}", style)] if day else []
    story += [Paragraph(sentence, style), table, Paragraph("以说明书为准。", style)]
    SimpleDocTemplate(str(path), pagesize=A4, title="一览表", author=author).build(story)
    return path


def scanned_pdf(path: Path, *, first_page: str = "", tiny: str = "") -> Path:
    """Two pictures of pages; or one after a page that says something, some of it too small."""
    from PIL import Image

    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    picture = ImageReader(Image.new("RGB", (60, 80), "white"))
    canvas = Canvas(str(path))
    if first_page:
        canvas.setFont(FONT, 12)
        canvas.drawString(50, 700, first_page)
        canvas.setFont(FONT, 1)
        canvas.drawString(50, 600, tiny)
    else:
        canvas.drawImage(picture, 0, 0)
    canvas.showPage()
    canvas.drawImage(picture, 0, 0)
    canvas.showPage()
    canvas.save()
    return path
