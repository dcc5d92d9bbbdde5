"""What a changelog that diff-changelog wrote says, and the same without what it always says."""
import xml.etree.ElementTree as ElementTree

CHANGELOG = "{http://www.liquibase.org/xml/ns/dbchangelog}"
ElementTree.register_namespace("", CHANGELOG.strip("{}"))
ElementTree.register_namespace("xsi", "http://www.w3.org/2001/XMLSchema-instance")


def changes(text):
    """Each change in one line: its tag, its attributes and those of what it holds."""
    if not text.strip():
        return []
    return [_said(change) for changeset in ElementTree.fromstring(text) for change in changeset]


def without(text, noise):
    """The changelog less the changesets of which every change is in `noise`; empty where none is left."""
    if not text.strip():
        return ""
    root = ElementTree.fromstring(text)
    for changeset in list(root):
        if all(_said(change) in noise for change in changeset):
            root.remove(changeset)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=True) if len(root) else ""


def _said(element):
    attributes = " ".join(f"{name}={value}" for name, value in sorted(element.attrib.items()))
    inner = "; ".join(_said(child) for child in element)
    return f"{element.tag.removeprefix(CHANGELOG)} {attributes}".strip() + (f" ({inner})" if inner else "")
