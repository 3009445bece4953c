"""Which statements and branches of rules, readings and actions this process has run.

Each statement of their functions, and each way out of a test, marks its place as it runs: the marks
are added to the source as it is read. Tracing every line instead costs half as much again as the
tests themselves before Python 3.14 (docs/adr/0020-branches-are-marked.md).
"""

import ast
import importlib
import sys
from importlib.machinery import PathFinder, SourceFileLoader
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MEASURED = ("rules", "readings", "actions")
SEEN = bytearray()  # one byte a place: 1 once it has run
PLACES: list[str] = []
# What only mypy, or a class that forgets a method, would reach.
NEVER = ("assert_never(", "raise NotImplementedError")


def start() -> None:
    """Mark the modules that are imported from now on."""
    sys.meta_path.insert(0, Finder())


def import_everything() -> None:
    """A module that nothing has imported is not seen either."""
    for name in MEASURED:
        for file in [*ROOT.glob(f"*/{name}.py"), *ROOT.glob(f"*/{name}/*.py")]:
            module = file.relative_to(ROOT).with_suffix("").parts
            importlib.import_module(".".join(module).removesuffix(".__init__"))


def unseen() -> set[str]:
    return {place for place, seen in zip(PLACES, SEEN, strict=True) if not seen}


class Finder:
    """Finds the measured modules, and no other."""

    def find_spec(self, name, path=None, target=None):
        app, *inner = name.split(".")
        if not inner or inner[0] not in MEASURED or not (ROOT / app).is_dir():
            return None
        found = PathFinder.find_spec(name, path, target)
        if found is not None:
            found.loader = Loader(name, found.origin)
        return found


class Loader(SourceFileLoader):
    """Compiles with marks, and keeps nothing of it for the runs that measure nothing."""

    def get_code(self, fullname):
        tree = ast.parse(self.get_data(self.path))
        file = str(Path(self.path).relative_to(ROOT))
        return compile(marked(tree, file), self.path, "exec", dont_inherit=True)

    def exec_module(self, module):
        module.__seen__ = SEEN
        super().exec_module(module)


def marked(tree: ast.Module, file: str) -> ast.Module:
    """The same module, each function of which marks the places that it passes."""
    return ast.fix_missing_locations(Marker(file).visit(tree))


class Marker(ast.NodeTransformer):
    def __init__(self, file: str) -> None:
        self.file = file
        self.depth = 0  # of functions: what is outside them runs when the module is imported

    def place(self, node, what=""):
        """The arguments that mark a new place."""
        PLACES.append(f"{self.file}:{node.lineno}:{node.col_offset + 1}{what}")
        SEEN.append(0)
        return [ast.Constant(len(SEEN) - 1), ast.Constant(1)]

    def statement(self, node, what=""):
        index, one = self.place(node, what)
        item = ast.Subscript(ast.Name("__seen__", ast.Load()), index, ast.Store())
        return ast.copy_location(ast.Assign([item], one), node)

    def expression(self, node):
        """Marking gives None, and then the expression its value."""
        store = ast.Attribute(ast.Name("__seen__", ast.Load()), "__setitem__", ast.Load())
        return ast.copy_location(
            ast.BoolOp(ast.Or(), [ast.Call(store, self.place(node), []), node]), node
        )

    def block(self, statements):
        for node in statements:
            is_text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
            if not is_text and not ast.unparse(node).startswith(NEVER):
                yield self.statement(node)
            yield node

    def generic_visit(self, node):
        super().generic_visit(node)
        for name in ("body", "orelse", "finalbody"):
            block = getattr(node, name, None)
            if self.depth and isinstance(block, list):
                setattr(node, name, list(self.block(block)))
        return node

    def visit_FunctionDef(self, node):
        self.depth += 1
        self.generic_visit(node)
        self.depth -= 1
        return node

    def visit_Lambda(self, node):
        self.visit_FunctionDef(node)
        node.body = self.expression(node.body)
        return node

    def visit_IfExp(self, node):
        self.generic_visit(node)
        if self.depth:
            node.body, node.orelse = self.expression(node.body), self.expression(node.orelse)
        return node

    def visit_If(self, node):
        self.generic_visit(node)
        if self.depth and not node.orelse:
            node.orelse = [self.statement(node, " is never false")]
        return node

    def visit_For(self, node):
        self.generic_visit(node)
        if self.depth and not node.orelse:
            node.orelse = [self.statement(node, " never comes to its end")]
        return node

    visit_While = visit_For  # noqa: N815

    def visit_Match(self, node):
        self.generic_visit(node)
        last = node.cases[-1]
        is_open = isinstance(last.pattern, ast.MatchAs) and last.pattern.pattern is None
        if self.depth and not (is_open and last.guard is None):
            none = [self.statement(node, " never has no case")]
            node.cases.append(ast.match_case(ast.MatchAs(), body=none))
        return node
