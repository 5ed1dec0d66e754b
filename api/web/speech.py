"""An answer as it is read aloud: no marks, no numbers of sources, one sentence after another."""

from api.web.prose import Block, Line, blocks

_ENDS = "。！？；：，,.!?"


def spoken(text: str) -> str:
    """What a voice says of a text: each line is a sentence, the cells of a row are a list."""
    said = [line for block in blocks(text) for line in _lines(block)]
    return "\n".join(line if line[-1] in _ENDS else f"{line}。" for line in said if line)


def _lines(block: Block) -> list[str]:
    lines = [_said(line) for line in block.lines]
    for item in block.items:
        lines += [_said(item.line), *map(_said, item.below)]
    lines += ["，".join(filter(None, map(_said, row))) for row in block.rows]
    return lines


def _said(line: Line) -> str:
    """The line's own words; a source's number is for the eye."""
    return "".join(span.text for span in line if span.citation is None).strip()
