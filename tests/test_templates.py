"""Every template parses, loads nothing from elsewhere, and keeps to the Content-Security-Policy."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import TemplateSyntaxError
from django.template.loader import get_template

ROOT = Path(settings.BASE_DIR)
TEMPLATES = sorted((ROOT / "templates").rglob("*.*"))
STYLES = sorted((ROOT / "static").rglob("*.css"))
SCRIPTS = sorted((ROOT / "static").rglob("*.js"))
TAGS = "script|link|img|iframe|form|source|object"
OUTSIDE = re.compile(rf"""<(?:{TAGS})\b[^>]*\b(?:src|href|action|data)=["']?(?:https?:)?//""", re.IGNORECASE)
INLINE = re.compile(r"""<style\b|\sstyle=["']|\son[a-z]+=["']|javascript:""", re.IGNORECASE)
INLINE_SCRIPT = re.compile(r"<script\b(?![^>]*\bsrc=)(?![^>]*application/json)", re.IGNORECASE)


def short(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", TEMPLATES, ids=short)
def test_a_template_parses(path):
    try:
        get_template(str(path.relative_to(ROOT / "templates")))
    except TemplateSyntaxError as error:
        pytest.fail(f"{short(path)}: {error}")


@pytest.mark.parametrize("path", [path for path in TEMPLATES if path.suffix == ".html"], ids=short)
def test_a_template_has_no_inline_code_and_asks_no_other_host(path):
    text = path.read_text()
    assert not OUTSIDE.search(text)
    assert not INLINE.search(text)
    assert not INLINE_SCRIPT.search(text)


@pytest.mark.parametrize("path", [*STYLES, *SCRIPTS], ids=short)
def test_our_styles_and_scripts_ask_no_other_host(path):
    text = path.read_text()
    assert not re.search(r"""(?:url\(|@import|fetch\(|import\b.*from)\s*["']?(?:https?:)?//""", text)
    assert "eval(" not in text


@pytest.mark.parametrize("folder", sorted({path.parent for path in TEMPLATES if path.parent.parent.name == "mail"}))
def test_a_mail_is_a_subject_and_a_text(folder):
    assert {path.name for path in folder.iterdir()} == {"subject.txt", "body.txt"}
