"""Lint what ruff does not know: the habits that keep runs bit for bit the same in blocks of any size.

In ``rules/``, ``subjects/`` and ``world/``: no ``@`` (BLAS picks another kernel for a block of another
size), no ``**`` but with a whole number up to 4 as exponent (a column exponent takes another path; use
``rules.power``), and the same for ``np.matmul``, ``np.dot`` and ``np.power``, which only the rule
``product_by_run`` may call. In ``rules/`` and ``subjects/``: Python decides on no column (``if lever.any():``), for a
compiled month is one program for all values; a look that only saves work stands in ``rules/looks.py``. In
``subjects/``: no array of the state changed in place. In all of ``src``: no global ``np.random`` state.

Usage: python tools/lint_columns.py [FOLDER]    (default src/aicompete); exit code 1 with one line a finding.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

LARGEST_EXPONENT = 4
PRODUCT_RULE = "product_by_run"
"""The one function that may multiply matrices: it gives each run a product of its own."""
KERNEL_CALLS = {"matmul", "dot", "vdot", "inner", "tensordot", "power", "float_power"}
SEEDED = {"Generator", "SeedSequence", "BitGenerator", "PCG64", "PCG64DXSM", "Philox", "SFC64", "default_rng"}
IN_PLACE_METHODS = {"fill", "sort", "put", "partition", "itemset", "resize", "setfield"}
IN_PLACE_FUNCTIONS = {"put", "place", "copyto", "putmask", "fill_diagonal", "put_along_axis"}
LOOKS = "looks.py"
"""The one file whose functions may look at the values of a column for a decision."""
VALUES = {"any", "all", "item", "tolist", "count_nonzero", "array_equal", "allclose"}
"""Calls that give Python the values of a column."""
Finding = tuple[int, str]


def dotted(node: ast.AST) -> str:
    """``np.random.rand`` for the node of that name, "" for anything else than names and attributes."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        left = dotted(node.value)
        return f"{left}.{node.attr}" if left else ""
    return ""


def is_small_whole(node: ast.AST) -> bool:
    """Whether an exponent is a literal whole number that NumPy multiplies out the same way for any shape."""
    return isinstance(node, ast.Constant) and type(node.value) is int and 0 <= node.value <= LARGEST_EXPONENT


def is_plain(node: ast.AST) -> bool:
    """Whether an operand is made of number literals alone."""
    return not any(isinstance(part, ast.Name | ast.Attribute | ast.Call | ast.Subscript) for part in ast.walk(node))


def kernel_findings(tree: ast.AST) -> Iterator[Finding]:
    """Operations whose last bits depend on the size of the block."""
    rules = (n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef) and n.name == PRODUCT_RULE)
    allowed = {inner for rule in rules for inner in ast.walk(rule) if isinstance(inner, ast.Call)}
    for node in ast.walk(tree):
        if isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.MatMult):
            yield node.lineno, "`@` over runs: last bits depend on the block; use einsum without optimize"
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
            if not is_small_whole(node.right) and not (is_plain(node.left) and is_plain(node.right)):
                yield node.lineno, "`**` with a column or fractional exponent: use rules.power"
        elif isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Pow) and not is_small_whole(node.value):
            yield node.lineno, "`**=` with a column or fractional exponent: use rules.power"
        elif isinstance(node, ast.Call) and (name := dotted(node.func)).startswith(("np.", "numpy.")):
            if node in allowed:
                continue
            if name.rsplit(".", 1)[1] in KERNEL_CALLS:
                yield node.lineno, f"`{name}`: last bits depend on the block"
            elif name.endswith(".einsum") and any(word.arg == "optimize" for word in node.keywords):
                yield node.lineno, "`einsum` with optimize may call BLAS"


def decision_findings(tree: ast.AST) -> Iterator[Finding]:
    """Decisions of Python on the values of a column, and places that are chosen by them."""
    for node in ast.walk(tree):
        if isinstance(node, ast.If | ast.While | ast.IfExp | ast.Assert):
            asked: ast.AST | None = node.test
        elif isinstance(node, ast.Call) and dotted(node.func).rsplit(".", 1)[-1] in ("flatnonzero", "nonzero"):
            asked = node
        else:
            asked = None
        if asked is not None and any(
            isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute) and part.func.attr in VALUES
            for part in ast.walk(asked)
        ):
            yield node.lineno, "Python decides on a column: write a mask, or rules.looks where it only saves work"


def holds_attribute(node: ast.AST) -> bool:
    """Whether a subscripted expression starts from an attribute, like ``world.chips.flow[...]``."""
    while isinstance(node, ast.Subscript):
        node = node.value
    return isinstance(node, ast.Attribute)


def targets(node: ast.AST) -> list[ast.expr]:
    """What a statement assigns to or deletes, tuples taken apart."""
    if isinstance(node, ast.Assign | ast.Delete):
        found = list(node.targets)
    elif isinstance(node, ast.AugAssign | ast.AnnAssign):
        found = [node.target]
    else:
        return []
    flat: list[ast.expr] = []
    while found:
        target = found.pop()
        if isinstance(target, ast.Tuple | ast.List):
            found.extend(target.elts)
        else:
            flat.append(target.value if isinstance(target, ast.Starred) else target)
    return flat


def in_place_findings(tree: ast.AST) -> Iterator[Finding]:
    """Arrays of the state changed where they lie."""
    for node in ast.walk(tree):
        for target in targets(node):
            if isinstance(target, ast.Subscript) and holds_attribute(target.value):
                yield target.lineno, f"`{ast.unparse(target)}` changed in place: bind a new array"
            elif isinstance(node, ast.AugAssign) and isinstance(target, ast.Attribute):
                yield target.lineno, f"`{ast.unparse(target)}` changed in place: write a.b = a.b + c"
        if isinstance(node, ast.Call):
            yield from in_place_calls(node)


def in_place_calls(node: ast.Call) -> Iterator[Finding]:
    """Calls that write into an attribute: ``world.a.b.fill(0)``, ``np.copyto(world.a.b, x)``, ``out=world.a.b``."""
    function = node.func
    if isinstance(function, ast.Attribute) and function.attr in IN_PLACE_METHODS and holds_attribute(function.value):
        yield node.lineno, f"`{ast.unparse(function)}()` changes an array in place"
    if dotted(function).rsplit(".", 1)[-1] in IN_PLACE_FUNCTIONS and node.args and holds_attribute(node.args[0]):
        yield node.lineno, f"`{ast.unparse(function)}` changes its first argument in place"
    if any(word.arg == "out" and holds_attribute(word.value) for word in node.keywords):
        yield node.lineno, "`out=` writes into an array of the state"


def random_findings(tree: ast.AST) -> Iterator[Finding]:
    """Global random state: a run could not be repeated alone."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and (name := dotted(node.func)).startswith(("np.random.", "numpy.random.")):
            if name.rsplit(".", 1)[1] not in SEEDED:
                yield node.lineno, f"`{name}` uses global random state: use a named stream"
            elif name.endswith(".default_rng") and not node.args and not node.keywords:
                yield node.lineno, "`default_rng()` without a seed cannot be repeated"
        elif isinstance(node, ast.ImportFrom) and node.module == "numpy.random":
            for alias in node.names:
                if alias.name not in SEEDED:
                    yield node.lineno, f"`numpy.random.{alias.name}` uses global random state: use a named stream"
        elif isinstance(node, ast.Import) and any(alias.name == "random" for alias in node.names):
            yield node.lineno, "`random` of the standard library: use a named stream"


def lint_text(text: str, room: str, looks: bool = False) -> list[Finding]:
    """Findings in one source text; ``room`` is the first folder under the package, ``looks`` the file of looks."""
    try:
        tree = ast.parse(text)
    except SyntaxError as error:
        return [(error.lineno or 1, f"cannot be parsed: {error.msg}")]
    found = list(random_findings(tree))
    if room in ("rules", "subjects", "world"):
        found += kernel_findings(tree)
    if room in ("rules", "subjects") and not looks:
        found += decision_findings(tree)
    if room == "subjects":
        found += in_place_findings(tree)
    return sorted(set(found))


def lint_folder(folder: Path) -> Iterator[str]:
    """One line a finding, as ``path:line: message``."""
    for path in sorted(folder.rglob("*.py")):
        room = path.relative_to(folder).parts[0]
        for line, message in lint_text(path.read_text(encoding="utf-8"), room, path.name == LOOKS):
            yield f"{path}:{line}: {message}"


def main(arguments: list[str]) -> int:
    """Print the findings; 1 if there are any, 2 if there is nothing to lint."""
    folder = Path(arguments[0]) if arguments else Path(__file__).parents[1] / "src" / "aicompete"
    if not any(folder.rglob("*.py")):
        print(f"{folder}: no Python files")
        return 2
    findings = list(lint_folder(folder))
    print("\n".join(findings) or "columns: clean")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
