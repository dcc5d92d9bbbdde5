"""Whether the search of the built documentation knows every page, by its title and some of its text: searchable.py SITE"""
import json
import pathlib
import sys

site = pathlib.Path(sys.argv[1])
known = json.load(open(site / "search" / "search_index.json"))["docs"]
titled = {each["location"] for each in known if each["title"]}
worded = {each["location"].split("#")[0] for each in known if each["text"]}
pages = {str(page.relative_to(site)) for page in site.rglob("*.html")} - {"404.html"}
unknown = sorted(pages - (titled & worded))
if unknown or "index.html" not in pages:
    sys.exit(f"{len(pages)} pages, of which no search finds: {unknown}")
