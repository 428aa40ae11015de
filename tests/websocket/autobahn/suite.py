"""
Loads the cases of the Autobahn test suite, which is written for Python 2, on Python 3.

The cases are loaded as they are, but for what has another meaning now: text that holds bytes stays text, each character
standing for one byte, and becomes bytes only on its way to and from the wire (fuzzing_server.py).
"""

import ast
import binascii
import codecs
import importlib.abc
import importlib.machinery
import importlib.util
import re
import sys
import types
from pathlib import Path


def to_bytes(data):
    return data if isinstance(data, bytes) else data.encode("latin-1")


def to_text(data):
    return data.decode("latin-1") if isinstance(data, bytes) else data


class Utf8Validator:
    """autobahn's, quicker, and also for text that holds bytes: tells whether it is valid, and ends between characters."""

    def __init__(self):
        self.reset()

    def reset(self):
        self._decoder = codecs.getincrementaldecoder("utf-8")()

    def validate(self, data):
        try:
            self._decoder.decode(to_bytes(data))
        except UnicodeDecodeError:
            return False, False, 0, 0
        return True, not self._decoder.getstate()[0], 0, 0


def _module(name, **names):
    module = types.ModuleType(name)
    module.__dict__.update(names)
    sys.modules[name] = module


_module("text_binascii", b2a_hex=lambda data: to_text(binascii.b2a_hex(to_bytes(data))))
_module("text_utf8validator", Utf8Validator=Utf8Validator)

_RENAMED = {"binascii": "text_binascii", "autobahn.websocket.utf8validator": "text_utf8validator"}


def divide(left, right):
    return left // right if isinstance(left, int) and isinstance(right, int) else left / right


class _Modernizer(ast.NodeTransformer):
    def visit_Import(self, node):
        for alias in node.names:
            if alias.name in _RENAMED:
                alias.asname = alias.asname or alias.name
                alias.name = _RENAMED[alias.name]
        return node

    def visit_ImportFrom(self, node):
        node.module = _RENAMED.get(node.module, node.module)
        return node

    def visit_BinOp(self, node):
        self.generic_visit(node)
        if not isinstance(node.op, ast.Div):
            return node
        return ast.Call(ast.Name("divide", ast.Load()), [node.left, node.right], [])

    def visit_Tuple(self, node):
        """Base classes `(object, Case)`, which Python 2 put in an order where Python 3 finds none."""
        self.generic_visit(node)
        if [each.id for each in node.elts if isinstance(each, ast.Name)] == ["object", "Case"]:
            del node.elts[0]
        return node


class _CaseLoader(importlib.machinery.SourceFileLoader):
    def source_to_code(self, data, path, *, _optimize=-1):
        text = re.sub(r"^(\s*)print\b.*$", r"\1pass", data.decode("latin-1"), flags=re.MULTILINE)
        tree = ast.fix_missing_locations(_Modernizer().visit(ast.parse(text, path)))
        return compile(tree, path, "exec", optimize=_optimize)

    def get_code(self, fullname):
        path = self.get_filename(fullname)
        return self.source_to_code(self.get_data(path), path)

    def exec_module(self, module):
        module.__dict__.update(xrange=range, unichr=chr, divide=divide)
        super().exec_module(module)


class _CaseFinder(importlib.abc.MetaPathFinder):
    def __init__(self, folder):
        self._folder = folder

    def find_spec(self, fullname, path=None, target=None):
        file = self._folder / f"{fullname}.py"
        if not re.fullmatch(r"case[\dX_x]*", fullname) or not file.exists():
            return None
        return importlib.util.spec_from_file_location(fullname, file, loader=_CaseLoader(fullname, str(file)))


def load_cases(groups):
    """The classes of the cases in these groups, by their number (`6.4.1`), in order."""
    package = importlib.util.find_spec("autobahntestsuite")
    folder = Path(package.submodule_search_locations[0]) / "case"
    sys.meta_path.insert(0, _CaseFinder(folder))
    base = importlib.import_module("case").Case
    base.compare = lambda self, one, other: _as_bytes(one) == _as_bytes(other)
    cases = {}
    for file in sorted(folder.glob("case*_*.py")):
        group = re.match(r"case(\d+)_", file.name)
        # 9.9.1 is not in the suite's list of cases.
        if group is None or int(group[1]) not in groups or file.stem == "case9_9_1":
            continue
        for value in vars(importlib.import_module(file.stem)).values():
            for case in value if isinstance(value, list) else [value]:
                if isinstance(case, type) and issubclass(case, base) and case is not base:
                    cases[case.__name__[4:].replace("_", ".")] = case
    return dict(sorted(cases.items(), key=lambda item: [int(number) for number in item[0].split(".")]))


def _as_bytes(events):
    return [tuple(to_bytes(part) if isinstance(part, str) else part for part in event) for event in events]
