"""Which rules of reply a scenario has: ``replies: off``, ``on``, or a list of names and of rules of one's own."""

from __future__ import annotations

from aicompete.config.catalogue.catalogue import Catalogue
from aicompete.config.catalogue.replies import REQUIRED, Rule, read_rule
from aicompete.config.reading.errors import Problems
from aicompete.config.reading.fields import as_text
from aicompete.config.reading.suggest import nearest
from aicompete.config.reading.yamlnodes import ListNode, MapNode, Node, ScalarNode, describe

OFF, ON = "off", "on"
NAME = "name"


def read_replies(node: Node, catalogue: Catalogue, problems: Problems) -> tuple[Rule, ...]:
    """The rules in force; a child's setting replaces its parent's."""
    word = as_text(node)
    if word == OFF:
        return ()
    if word == ON:
        return catalogue.replies.standard
    if not isinstance(node, ListNode):
        value = node.value if isinstance(node, ScalarNode) else None
        hint = {True: ON, False: OFF}[value] if isinstance(value, bool) else nearest(word or "", (OFF, ON))
        problems.add(node.mark, f"'replies' must be off, on or a list of rules, not {describe(node)}", hint)
        return ()
    rules: dict[str, Rule] = {}
    for content in node.items:
        rule = _entry(content, catalogue, problems)
        if rule is not None and rule.name in rules:
            problems.add(content.mark, f"the rule '{rule.name}' stands twice in 'replies'")
        elif rule is not None:
            rules[rule.name] = rule
    return tuple(rules.values())


def _entry(node: Node, catalogue: Catalogue, problems: Problems) -> Rule | None:
    """A rule by its name, or a mapping: a rule of one's own, or the name of a known rule and what is changed in it."""
    shipped = catalogue.replies
    name = as_text(node)
    if name is not None:
        if name not in shipped.rules:
            hint = "; off and on stand alone, without a list" if name in (OFF, ON) else ""
            problems.add(node.mark, f"unknown rule '{name}'{hint}", None if hint else nearest(name, shipped.rules))
        return shipped.rules.get(name)
    if not isinstance(node, MapNode):
        problems.add(node.mark, f"'replies' must hold names of rules, or mappings, not {describe(node)}")
        return None
    content = node.get(NAME)
    name = as_text(content) if content is not None else None
    if name is None:
        problems.add(content.mark if content else node.mark, f"a rule needs a '{NAME}' in words")
        return None
    pairs = {key: pair for key, pair in node.pairs.items() if key != NAME}
    known = shipped.nodes.get(name)
    missing = [key for key in REQUIRED if key not in pairs]
    if known is None and missing:
        problems.add(
            content.mark if content else node.mark,
            f"unknown rule '{name}'; a rule of one's own needs {', '.join(missing)} too",
            nearest(name, shipped.rules),
        )
        return None
    whole = MapNode({**(known.pairs if known is not None else {}), **pairs}, node.mark)
    return read_rule(name, whole, catalogue.actors, catalogue.levers, problems)
