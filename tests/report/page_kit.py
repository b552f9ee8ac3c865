"""A report's page taken apart: texts, claims in them, the ledger, figures."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

VOID = {"meta", "link", "br", "img", "input", "hr"}


@dataclass
class Page(HTMLParser):
    """What a reader finds on a page."""

    path: Path
    text: str
    said: list[str] = field(default_factory=list)
    """Sentences and headings without claims and names."""
    claims: dict[str, str] = field(default_factory=dict)
    """Claims in the text: number in the ledger -> text."""
    ledger: dict[str, tuple[str, ...]] = field(default_factory=dict)
    sections: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self._open: list[tuple[str, dict[str, str]]] = []
        self.feed(re.sub(r"<script.*?</script>", "", self.text, flags=re.S))

    @classmethod
    def of(cls, path: Path) -> Page:
        return cls(path, path.read_text(encoding="utf-8"))

    @property
    def figures(self) -> list[str]:
        return re.findall(r'id="(figure_[a-z_]+)"', self.text)

    @property
    def words(self) -> str:
        """The page as plain text, without scripts and styles."""
        bare = re.sub(r"<(script|style).*?</\1>", "", self.text, flags=re.S)
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", bare)).replace("&#39;", "'")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if "id" in said:
            self.ids.append(said["id"])
        if tag == "section":
            self.sections.append(said.get("id", ""))
        if "said" in said.get("class", "").split():
            self.said.append("")
        if tag == "tr" and re.fullmatch(r"c\d+", said.get("id", "")):
            self.ledger[said["id"]] = ()
        if tag not in VOID:
            self._open.append((tag, said))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            while self._open and self._open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        tags = [tag for tag, _ in self._open]
        classes = {name for _, said in self._open for name in said.get("class", "").split()}
        if "td" in tags and self.ledger and "ledger" in classes:
            last = next(reversed(self.ledger))
            self.ledger[last] += (data,)
        if "said" not in classes:
            return
        tag, said = self._open[-1]
        if tag == "a" and said.get("class") == "n":
            self.claims[said["href"].removeprefix("#")] = data
        elif said.get("class") != "name":
            self.said[-1] += data
