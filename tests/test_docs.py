"""What the documents show is what the program does.

``./dev golden`` writes the generated parts (the help text, the demo in the READMEs) anew.
"""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner

import kg
from kg.cli import app, help_text

ROOT = Path(__file__).parent.parent
READMES = ("README.md", "README.zh-CN.md")
_DEMO = re.compile(r"(<!-- output: kg demo -->\n```\n).*?(```\n)", re.DOTALL)
_SHOWN = 22


def rendered_help() -> str:
    result = CliRunner().invoke(
        app.application(), ["--help"], prog_name="kg", env={"COLUMNS": "80", "KG_GRAPH": None}
    )
    assert result.exit_code == 0
    return result.output


def demo_output(folder: Path) -> str:
    result = CliRunner().invoke(app.application(["demo"]), ["demo", "-o", str(folder / "demo")])
    assert result.exit_code == 0
    lines = result.output.splitlines()[:_SHOWN]
    return "\n".join(lines).rstrip() + "\n…\n"


def test_help_is_what_typer_renders() -> None:
    rendered = rendered_help()
    if os.environ.get("KG_UPDATE_GOLDEN"):
        (ROOT / "kg" / "cli" / "help.txt").write_text(rendered, encoding="utf-8")
    assert help_text() == rendered


def test_every_command_is_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for command in app.COMMANDS:
        if command not in ("demo", "stats"):
            assert f"kg {command} " in readme or f"kg {command}\n" in readme, command


@pytest.mark.parametrize("name", READMES)
def test_readme_shows_the_demo_as_it_is(name: str, tmp_path: Path) -> None:
    path = ROOT / name
    text = path.read_text(encoding="utf-8")
    shown = _DEMO.sub(lambda m: m.group(1) + demo_output(tmp_path) + m.group(2), text)
    if os.environ.get("KG_UPDATE_GOLDEN"):
        path.write_text(shown, encoding="utf-8")
    assert _DEMO.search(text)
    assert path.read_text(encoding="utf-8") == shown


@pytest.mark.parametrize("name", [*READMES, "docs/asking.md"])
def test_python_blocks_of_the_documents_run(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "data").symlink_to(ROOT / "data")
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(
        r"```python\n(.*?)```", (ROOT / name).read_text(encoding="utf-8"), re.DOTALL
    )
    assert blocks
    for block in blocks:
        exec(compile(block, name, "exec"), {})
    assert "factor/" in capsys.readouterr().out or name not in READMES


@pytest.mark.parametrize("name", READMES)
def test_links_of_the_readme_lead_somewhere(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    links = [t for t in re.findall(r"\]\(([^)#]+)\)", text) if not t.startswith("http")]
    assert links
    for target in links:
        assert (ROOT / target).exists(), target


def test_the_public_face() -> None:
    assert len(kg.__all__) == 9
    for name in kg.__all__:
        assert getattr(kg, name) is not None
    with pytest.raises(AttributeError):
        _ = kg.nothing


def test_every_question_is_in_the_documents() -> None:
    asking = (ROOT / "docs" / "asking.md").read_text(encoding="utf-8")
    for command, place in app.COMMANDS.items():
        if place.startswith("kg.cli.asking:") and command != "stats":
            assert f"kg {command}" in asking, command
    for query in (ROOT / "ontology" / "queries").glob("*.rq"):
        assert query.read_text(encoding="utf-8").startswith("# ")


def test_version_stands_in_one_place() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert "version" not in project["project"]
    assert project["tool"]["hatch"]["version"]["path"] == "kg/__init__.py"
