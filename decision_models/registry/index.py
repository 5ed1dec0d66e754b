"""Which version of each model scores, which one waits, and which ones came before."""

from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from home.errors import NotFound
from home.versions import Damaged

FILE = "registry.json"
FORMER = 3
"""How many former champions of a model are kept to go back to."""


class Entry(BaseModel):
    """One model: numbers of its versions, each a folder.

    Args:
        champion: the one that scores.
        challenger: the newest that does not, if there is one.
        former: those that were champions before, the last one last.
        newest: the highest number that was ever given.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    champion: int = Field(ge=1)
    challenger: int | None = None
    former: tuple[int, ...] = ()
    newest: int = Field(ge=1)

    @model_validator(mode="after")
    def _each_once(self) -> "Entry":
        if len(set(self.numbers)) != len(self.numbers) or max(self.numbers) > self.newest:
            raise ValueError(f"versions must be distinct and at most {self.newest}")
        return self

    @property
    def numbers(self) -> tuple[int, ...]:
        """Every version that is kept."""
        waiting = () if self.challenger is None else (self.challenger,)
        return (*self.former, self.champion, *waiting)

    def with_new(self, *, promoted: bool) -> "Entry":
        """The next number admitted, as champion or as challenger in place of the one before."""
        number = self.newest + 1
        if not promoted:
            return self.model_copy(update={"challenger": number, "newest": number})
        former = (*self.former, self.champion)[-FORMER:]
        return Entry(champion=number, former=former, newest=number)

    def promoted(self, name: str, number: int | None) -> "Entry":
        """``number`` (None: the challenger) as champion.

        Raises:
            NotFound: there is no such version, or it is the champion already.
        """
        chosen = self.challenger if number is None else number
        others = [one for one in self.numbers if one != self.champion]
        if chosen is None or chosen not in others:
            kept = ", ".join(str(one) for one in sorted(others)) or "none"
            wanted = "a challenger" if number is None else f"version {number}"
            raise NotFound(f"model {name!r} must have {wanted} to promote, got versions {kept}")
        former = tuple(one for one in (*self.former, self.champion) if one != chosen)[-FORMER:]
        waiting = None if chosen == self.challenger else self.challenger
        return Entry(champion=chosen, challenger=waiting, former=former, newest=self.newest)

    def rolled_back(self, name: str) -> "Entry":
        """The last former champion as champion; the present one waits as challenger.

        Raises:
            NotFound: there was none before.
        """
        if not self.former:
            raise NotFound(f"model {name!r} must have a former champion to go back to, got none")
        return Entry(
            champion=self.former[-1],
            challenger=self.champion,
            former=self.former[:-1],
            newest=self.newest,
        )


class Index(BaseModel):
    """``registry.json``: every model of a home's version."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    models: Mapping[str, Entry] = Field(default_factory=dict)


def read(folder: Path, rebuild_with: str) -> Index:
    """The index of a version's folder.

    Raises:
        Damaged: it is not there or not readable; names the command to run.
    """
    try:
        return Index.model_validate_json((folder / FILE).read_text(encoding="utf-8"))
    except (OSError, ValidationError) as error:
        why = f"{error}".splitlines()[0]
        raise Damaged(
            f"{folder} must hold a readable {FILE}: {why}; build it again with: {rebuild_with}"
        ) from error
