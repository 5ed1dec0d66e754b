"""The fields of a document as they come in, by the names that others give them, too."""

import re
from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator, model_validator

from knowledge.dates import parse_day
from knowledge.documents import Document, Removal
from knowledge.injected import addresses_a_machine
from knowledge.loaders.concealed import taken_apart
from knowledge.loaders.markup import visible_text

NAMES: Mapping[str, tuple[str, ...]] = {
    "id": ("doc_id", "_id", "document_id", "news_id", "article_id", "item_id", "guid", "uuid",
           "编号"),
    "title": ("headline", "subject", "标题", "题目"),
    "text": ("content", "body", "contents", "article", "full_text", "content_html",
             "content_text", "正文", "内容", "description", "summary", "摘要"),
    "source": ("publisher", "media", "media_name", "source_name", "site_name", "来源"),
    "published": ("published_at", "publish_date", "publish_time", "publish_at", "pub_date",
                  "pub_time", "date_published", "release_time", "release_date", "date",
                  "datetime", "time", "发布时间", "发布日期", "日期"),
    "valid_until": ("expires", "expires_at", "expires_on", "expiry", "expiry_date",
                    "expire_time", "valid_to", "有效期至", "失效日期"),
    "url": ("link", "href", "web_url", "链接"),
    "access": ("access_label", "access_level", "visibility", "密级", "访问级别"),
    "licence": ("license", "rights", "许可", "授权"),
    "collection": ("集合",),
    "deleted": ("is_deleted", "removed", "withdrawn", "retracted", "已删除", "撤稿"),
    "corrects": ("correction_of", "corrected_id", "replaces", "supersedes", "更正"),
}  # fmt: skip
"""Each field's other names, the likelier first. Case, ``_``, ``-`` and blanks do not count."""

_LABELS = {
    "公开": "public",
    "内部": "staff",
    "员工": "staff",
    "客户经理": "rm",
    "合规": "compliance",
}
_MARKUP = re.compile(
    r"</(?:p|div|span|a|table|tr|td|li|ul|ol|strong|em|b|h[1-6])\s*>|<br\s*/?>", re.IGNORECASE
)


def _plain_name(name: str) -> str:
    return re.sub(r"[\s_\-]", "", name).lower()


_FIELD_OF: dict[str, list[str]] = {
    field: [_plain_name(name) for name in (field, *others)] for field, others in NAMES.items()
}


class DocumentLine(BaseModel):
    """One document as it comes in. Keys that are no field's name are left aside.

    Of several names of one field, the first that holds something counts.
    """

    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True)

    id: str | None = None
    title: str | None = None
    text: str = ""
    source: str | None = None
    published: str | None = None
    collection: str | None = None
    access: str | None = None
    licence: str | None = None
    kind: str | None = None
    themes: tuple[str, ...] = ()
    product_id: str | None = None
    valid_until: str | None = None
    url: str | None = None
    simulated: bool = False
    note: str | None = None
    deleted: bool = False
    corrects: tuple[str, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _by_any_name(cls, value: object) -> object:
        if not isinstance(value, dict):
            return value
        given: dict[str, object] = {}
        for key, held in value.items():
            if held not in (None, ""):
                given.setdefault(_plain_name(str(key)), held)
        found: dict[str, object] = {}
        for field in cls.model_fields:
            names = _FIELD_OF.get(field) or [_plain_name(field)]
            held = next((given[name] for name in names if name in given), None)
            if held is not None:
                found[field] = held
        return found

    @field_validator("themes", "corrects", mode="before")
    @classmethod
    def _one_or_several(cls, value: object) -> object:
        return value if isinstance(value, (list, tuple)) else [value]

    @field_validator("text", mode="before")
    @classmethod
    def _paragraphs(cls, value: object) -> object:
        several = isinstance(value, list) and all(isinstance(part, str) for part in value)
        return "\n".join(value) if isinstance(value, list) and several else value

    @field_validator("source", mode="before")
    @classmethod
    def _by_its_name(cls, value: object) -> object:
        return value.get("name") or value.get("title") if isinstance(value, dict) else value

    @field_validator("valid_until")
    @classmethod
    def _a_day(cls, value: str | None) -> str | None:
        # Read as "never", a day that nobody understands would keep old rules in force.
        if value is not None and parse_day(value) is None:
            raise ValueError(f"must be a day such as 2026-09-30, got {value!r}")
        return value

    def taken(self, fallback_id: str, origin: str) -> Document | Removal:
        """The document, or the removal of one that ``deleted`` asks for.

        Raises:
            ValueError: neither text nor a deletion.
        """
        id_ = (self.id or "").strip()
        if self.deleted:
            if not id_:
                raise ValueError("a deletion must name an id, got none")
            return Removal(id_, self.collection or "default", origin)
        if not any(map(str.isalnum, self.text)):
            raise ValueError(f"document {id_} must have text, got none")
        return self.document(fallback_id, origin)

    def document(self, fallback_id: str, origin: str) -> Document:
        """The document, with ``fallback_id`` where the line names none.

        ``access`` stays empty where the line has none: `knowledge.loaders.load` fills it in.
        """
        text, hidden = self.text, ""
        if _MARKUP.search(text):
            shown, hidden = taken_apart(text)
            text = visible_text(shown)[0]
        return Document(
            id=(self.id or "").strip() or fallback_id,
            title=(self.title or "").strip(),
            text=text,
            source=(self.source or "").strip(),
            published=parse_day(self.published),
            collection=self.collection or "default",
            access=label(self.access),
            licence=(self.licence or "").strip(),
            kind=self.kind or "",
            themes=self.themes,
            product_id=self.product_id,
            valid_until=parse_day(self.valid_until),
            url=self.url or "",
            simulated=self.simulated,
            note=self.note or "",
            corrects=self.corrects,
            origin=origin,
            suspicious=addresses_a_machine(hidden),
        )


def field_of(name: str) -> str | None:
    """The field that a key or column called ``name`` is, None where it is none."""
    plain = _plain_name(name)
    return next((field for field, names in _FIELD_OF.items() if plain in names), None)


def label(said: str | None) -> str:
    """The access label that ``said`` means; empty where nothing was said.

    Another label than the four is kept: no role holds it, so only the operator reads it.
    """
    plain = (said or "").strip()
    return _LABELS.get(plain, plain.lower())


def said_wrong(error: ValidationError) -> str:
    """The first thing wrong, by its field."""
    first = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(str(part) for part in first["loc"]) or "the line"
    return f"{where}: {first['msg'].removeprefix('Value error, ')}"
