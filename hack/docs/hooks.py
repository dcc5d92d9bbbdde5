"""What MkDocs does not know of this repository: its README is the first page, and pages link to files that are none.

SOURCE_URL (such as https://github.com/OWNER/NAME/blob/main) is where links to files beside docs/ lead; without it they are plain text.
"""
import os
import posixpath
import re

from mkdocs.plugins import event_priority
from mkdocs.structure.files import File

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
# Pages of the repository's root: their name in the site.
ROOT_PAGES = {"README.md": "index.md", "CHANGELOG.md": "changelog.md", "SECURITY.md": "security.md"}
# What the tests of the pages go by, and no reader.
COMMENT = re.compile(r"(?ms)^ *<!--.*?-->\n")
ITEM = re.compile(r"([-*]|\d+\.) ")
# One word, such as an option.
WORD = re.compile(r"<code>([^<\s]{1,36})</code>")
LINK = re.compile(r"(?<!!)\[([^\]]+)\]\(([^)\s]+)\)")
SOURCE_URL = os.environ.get("SOURCE_URL", "").rstrip("/")


def on_config(config):
    decisions = sorted(os.listdir(f"{ROOT}/docs/adr"))
    for section in config.nav:
        for name, pages in section.items():
            section[name] = [{"Decisions": [f"adr/{each}" for each in decisions]} if page == {"Decisions": "DECISIONS"} else page for page in pages]
    return config


def on_files(files, config):
    for name, page in ROOT_PAGES.items():
        files.append(File.generated(config, page, content=_linked(_read(name), name)))
    files.append(File.generated(config, "extra.css", content=_read("hack/docs/extra.css")))
    files.append(File.generated(config, "llms.txt", content=_read("llms.txt").replace("](docs/", "](").replace("](README.md)", "](index.md)")))
    return files


@event_priority(50)
def on_page_markdown(markdown, page, config, files):
    if page.file.src_uri in ROOT_PAGES.values():
        return markdown
    return _linked(markdown, posixpath.join("docs", page.file.src_uri))


def on_page_content(html, page, config, files):
    """A word in a table is not cut behind its hyphen."""
    return WORD.sub(r'<code class="word">\1</code>', html)


def on_post_page(output, page, config):
    """What a screen reader needs and Material does not say."""
    return output.replace('data-md-component="search" role="dialog">', 'data-md-component="search" role="dialog" aria-label="Search">')


def on_post_build(config):
    """The pages' own text beside them, which is what llms.txt points to."""
    for directory, _, names in os.walk(f"{ROOT}/docs"):
        for name in names:
            if name.endswith(".md"):
                path = os.path.join(directory, name)
                _write(os.path.join(config.site_dir, os.path.relpath(path, f"{ROOT}/docs")), open(path, encoding="utf-8").read())
    for name, page in ROOT_PAGES.items():
        _write(os.path.join(config.site_dir, page), _read(name))


def _linked(text, source):
    """The text of this file of the repository, with links that the site can follow; code is left alone."""
    fenced = False
    # How the paragraph or list began in which a line stands.
    begins = ""
    # The kind of the list in which a line stands, which blank lines do not end.
    listed = ""
    lines = []
    for line in COMMENT.sub("", text).split("\n"):
        fenced ^= line.lstrip().startswith("```")
        if fenced or line.startswith("    "):
            lines.append(line)
            continue
        item = ITEM.match(line)
        # A list behind one of another kind is one for GitHub, and more of the first for MkDocs.
        if item and listed and (item[1][0] in "-*") != (listed in "-*"):
            lines += ["<!-- -->", ""]
        if item:
            listed = item[1][0]
        elif line.strip() and not line.startswith(" ") and not begins.strip():
            listed = ""
        # A list right behind a paragraph is one for GitHub, and more of the paragraph for MkDocs.
        if ITEM.match(line) and begins.strip() and not ITEM.match(begins):
            lines.append("")
            begins = ""
        begins = line if not line.strip() or not begins.strip() else begins
        lines.append(LINK.sub(lambda link: _link(link, source), line).replace("](docs/pictures/", "](pictures/"))
    return "\n".join(lines)


def _link(link, source):
    directory = posixpath.dirname(source)
    label, target = link.groups()
    path, _, anchor = target.partition("#")
    if not path or ":" in path:
        return link.group()
    path = posixpath.normpath(posixpath.join(directory, path))
    own = ROOT_PAGES.get(path) or (path[len("docs/"):] if path.startswith("docs/") and os.path.isfile(f"{ROOT}/{path}") else None)
    if path == "docs/adr":
        own = "adr/" + sorted(os.listdir(f"{ROOT}/docs/adr"))[0]
    if own:
        start = directory[len("docs/"):] if directory.startswith("docs/") else ""
        return f"[{label}]({posixpath.relpath(own, start or '.')}{'#' + anchor if anchor else ''})"
    if not os.path.exists(f"{ROOT}/{path}"):
        raise SystemExit(f"{source}: there is no {path}, to which [{label}] links")
    return f"[{label}]({SOURCE_URL}/{path})" if SOURCE_URL else label


def _read(name):
    with open(f"{ROOT}/{name}", encoding="utf-8") as file:
        return file.read()


def _write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
