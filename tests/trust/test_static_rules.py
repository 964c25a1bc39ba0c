"""K1: what must not stand in the code, found by reading it: our own rules, and bandit's."""

import ast
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest

from eventapp.config import ROOT

PYTHON = sorted((ROOT / "eventapp").rglob("*.py"))
TEMPLATES = sorted(each for each in (ROOT / "templates").rglob("*") if each.is_file())
# `|safe` marks what is HTML already. Each of these was looked at: it is drawn or cleaned by us, never typed.
SAFE_ALREADY = {
    "qr": "an SVG of squares that tickets/pictures.py draws",
    "description": "cleaned by nh3 in web/markdown.py",
    "figures": "checkin/figures.html, rendered by checkin/views/board.py",
    "situation": "presence/situation.html, rendered by presence/views/board.py",
    "listed_devices": "checkin/device_list.html, rendered by checkin/views/devices.py",
    "pairing_qr": "an SVG of squares that tickets/pictures.py draws",
}

Finding = tuple[int, str]
Rule = Callable[[ast.AST], bool]


def called(node: ast.AST) -> str:
    """Return the dotted name a call calls, or ""."""
    return ast.unparse(node.func) if isinstance(node, ast.Call) else ""


def first(node: ast.AST) -> ast.AST | None:
    """Return a call's first argument."""
    return node.args[0] if isinstance(node, ast.Call) and node.args else None


def is_built(node: ast.AST | None) -> bool:
    """Is the text put together from parts that are not all written here?"""
    if isinstance(node, ast.JoinedStr):
        return True
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, ast.Add | ast.Mod)
    return isinstance(node, ast.Call) and called(node).endswith(".format")


def names_in(node: ast.AST) -> set[str]:
    """Return all dotted names in an expression."""
    return {ast.unparse(each) for each in ast.walk(node) if isinstance(each, ast.Attribute | ast.Name)}


def is_what_was_asked(node: ast.AST) -> bool:
    """Does the request itself say this? An address that `url_for` makes or `own_path` has judged is ours."""
    asks = any(name.split(".")[0] == "request" for name in names_in(node))
    return asks and called(node) not in ("url_for", "own_path")


def operands(node: ast.Compare) -> list[str]:
    """Return what is compared."""
    return [ast.unparse(each) for each in (node.left, *node.comparators)]


RULES: dict[str, tuple[Rule, str]] = {
    "SQL put together from text": (
        lambda node: called(node).rsplit(".", 1)[-1] in ("text", "exec_driver_sql") and is_built(first(node)),
        'text(f"SELECT {x}")',
    ),
    "HTML that is not escaped": (
        lambda node: (
            called(node).rsplit(".", 1)[-1] in ("Markup", "mark_safe") and not isinstance(first(node), ast.Constant)
        ),
        "Markup(name)",
    ),
    "a template made of text": (
        lambda node: called(node).rsplit(".", 1)[-1] in ("render_template_string", "from_string"),
        "render_template_string(text)",
    ),
    "a link built on what the request says of itself": (
        lambda node: (
            called(node) == "url_for"
            and isinstance(node, ast.Call)
            and any(word.arg == "_external" for word in node.keywords)
        ),
        "url_for('x', _external=True)",
    ),
    "the request's own idea of our name": (
        lambda node: (
            isinstance(node, ast.Attribute)
            and ast.unparse(node)
            in ("request.host", "request.host_url", "request.url_root", "request.base_url", "request.url")
        ),
        "x = request.host",
    ),
    "chance that can be foretold": (
        lambda node: (
            (isinstance(node, ast.Attribute) and ast.unparse(node.value) == "random")
            or (isinstance(node, ast.Import | ast.ImportFrom) and "random" in ast.unparse(node).split())
        ),
        "import random\nrandom.choice(x)",
    ),
    "a redirect to wherever the request says": (
        lambda node: called(node) in ("redirect", "flask.redirect") and is_what_was_asked(first(node) or node),
        "redirect(request.args.get('next'))",
    ),
    "a time without a zone": (
        lambda node: (
            called(node) in ("datetime.now", "datetime.datetime.now", "datetime.utcnow", "datetime.today", "date.today")
            and first(node) is None
        ),
        "datetime.now()",
    ),
    "a secret compared in the time it takes": (
        lambda node: (
            isinstance(node, ast.Compare)
            and any(isinstance(each, ast.Eq | ast.NotEq) for each in node.ops)
            and any(re.search(r"(^|\.|_)(token|secret|password|mac|signature)$", name) for name in operands(node))
        ),
        "given == token",
    ),
    "pickles": (
        lambda node: (
            isinstance(node, ast.Import | ast.ImportFrom)
            and {"pickle", "marshal", "shelve", "dill"} & set(re.split(r"[\s,.]+", ast.unparse(node))) != set()
        ),
        "import pickle",
    ),
    "a program run through a shell": (
        lambda node: (
            isinstance(node, ast.Call)
            and (called(node) in ("os.system", "os.popen") or any(word.arg == "shell" for word in node.keywords))
        ),
        "subprocess.run(x, shell=True)",
    ),
    "code made of text": (lambda node: called(node) in ("eval", "exec", "compile"), "eval(x)"),
}
# Where a rule does not hold, and why.
WAIVERS = {
    ("HTML that is not escaped", "eventapp/web/markdown.py"): "nh3 cleans it in the same line",
    ("HTML that is not escaped", "eventapp/web/letters.py"): "nh3 cleans it in the same line",
    (
        "the request's own idea of our name",
        "eventapp/web/origin.py",
    ): "on plain http a LAN has many names; not for links",
    ("chance that can be foretold", "eventapp/rehearsal/script.py"): "a play that is the same each time",
}


def findings(rule: Rule, source: str) -> list[Finding]:
    """Return line and text of everything in the source that the rule finds."""
    tree = ast.parse(source)
    return [
        (node.lineno, ast.unparse(node)[:80])
        for node in ast.walk(tree)
        if isinstance(node, ast.expr | ast.stmt) and rule(node)
    ]


@pytest.mark.parametrize("name", RULES)
def test_the_code_keeps_the_rule(name: str) -> None:
    """K1: 0 findings, or a waiver with its reason."""
    rule, _sample = RULES[name]
    found = [
        f"{path.relative_to(ROOT)}:{line} {text}"
        for path in PYTHON
        if (name, str(path.relative_to(ROOT))) not in WAIVERS
        for line, text in findings(rule, path.read_text(encoding="utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize("name", RULES)
def test_the_rule_finds_a_bad_sample(name: str) -> None:
    """K1: the control."""
    rule, sample = RULES[name]
    assert findings(rule, sample) != []


def test_a_waiver_is_still_needed() -> None:
    """K1: waivers go when their reason does."""
    idle = [
        (name, path)
        for name, path in WAIVERS
        if not findings(RULES[name][0], (ROOT / path).read_text(encoding="utf-8"))
    ]
    assert idle == []


SAFE = re.compile(r"(\w+)(?:\([^)]*\))?\s*\|\s*safe\b")
AUTOESCAPE_OFF = re.compile(r"autoescape\s+false|\{%-?\s*filter\s+safe")


def unescaped(text: str) -> Iterator[str]:
    """Yield what a template prints without escaping it."""
    yield from (found[1] for found in SAFE.finditer(text))
    yield from (found[0] for found in AUTOESCAPE_OFF.finditer(text))


def test_templates_print_nothing_unescaped_that_was_typed() -> None:
    """K1: `|safe` stands only behind what was looked at."""
    found = {
        f"{path.relative_to(ROOT)}: {word}"
        for path in TEMPLATES
        if path.suffix in (".html", ".txt", ".xml")
        for word in unescaped(path.read_text(encoding="utf-8"))
        if word not in SAFE_ALREADY
    }
    assert sorted(found) == []


@pytest.mark.parametrize("bad", ["{{ name | safe }}", "{{ person.name|safe }}", "{% autoescape false %}"])
def test_an_unescaped_name_in_a_template_is_found(bad: str) -> None:
    """K1: the control."""
    assert [word for word in unescaped(bad) if word not in SAFE_ALREADY] != []


def test_attributes_are_always_in_quotes() -> None:
    """K1: escaping does not help a value that stands without them."""
    bare = re.compile(r"<[a-z][^>]*\s[a-z-]+=\{\{", re.IGNORECASE)
    found = [
        str(path.relative_to(ROOT))
        for path in TEMPLATES
        if path.suffix == ".html" and bare.search(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def bandit(*paths: str) -> list[str]:
    """Return bandit's findings of medium severity and more."""
    command = [sys.executable, "-m", "bandit", "-q", "-r", "-f", "json", "--severity-level", "medium", *paths]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    report = json.loads(answer.stdout[answer.stdout.index("{") :])
    assert report["errors"] == []
    return [
        f"{each['filename']}:{each['line_number']} {each['test_id']} {each['issue_text']}" for each in report["results"]
    ]


def test_bandit_has_nothing_to_say() -> None:
    """K1: medium and more; what is right nevertheless says so on its line."""
    assert bandit("eventapp") == []


def test_bandit_has_read_what_it_was_given(tmp_path_factory: pytest.TempPathFactory) -> None:
    """K1: the control."""
    sample = tmp_path_factory.mktemp("sample") / "sample.py"
    sample.write_text("import pickle\npickle.loads(b'')\n")
    assert bandit(str(sample)) != []


@pytest.mark.parametrize("checked", ["S", "DTZ", "B", "T20"])
def test_the_linter_keeps_its_rules_of_safety(checked: str) -> None:
    """K1: ruff's S rules are on for the program."""
    settings = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    selected = re.search(r"^select = \[(.*)\]", settings, re.MULTILINE)
    assert selected is not None and f'"{checked}"' in selected[1]
