"""Pictures of bench/results.json for docs/performance.md: horizontal bars as SVG, readable on light and on dark pages."""
import html

WIDTH, LABEL, ROW, BAR = 720, 250, 26, 16

STYLE = """\
text { font: 13px system-ui, sans-serif; fill: #1f2328 }
.title { font-weight: 600; font-size: 15px }
.bar { fill: #8c959f }
.ours { fill: #0969da }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3 }
  .bar { fill: #6e7681 }
  .ours { fill: #58a6ff }
}"""


def all(results):
    """The pictures by the names of their files, without what was not measured."""
    pictures = {}
    for name, key, operation, what in (
        ("upgrade", "migrate/1000/0", "upgrade", "1,000 revisions into an empty database, loopback: seconds"),
        ("upgrade-network", "migrate/1000/1", "upgrade", "1,000 revisions into an empty database, 1 ms of round trip: seconds"),
        ("nothing-to-do", "migrate/1000/0", "noop", "1,000 revisions, nothing to do: seconds"),
    ):
        if key in results:
            pictures[f"bench-{name}.svg"] = _bars(what, _values(results[key], lambda m: m[operation]["wall"] if operation in m else None), _short)
    if "migrate/1000/0" in results:
        memory = _values(results["migrate/1000/0"], lambda m: max(each["mb"] for each in m.values()))
        pictures["bench-memory.svg"] = _bars("1,000 revisions, the process's peak memory: MB", memory, lambda mb: f"{mb:.0f}")
    return pictures


def _values(result, of):
    values = [(result["titles"][name], of(measured), name.startswith("athanor")) for name, measured in result["results"].items()]
    return sorted((each for each in values if each[1] is not None), key=lambda each: each[1])


def _short(seconds):
    return f"{seconds:.2f}" if seconds < 10 else f"{seconds:.1f}"


def _bars(title, values, shown):
    largest = max(value for _, value, _ in values)
    room = WIDTH - LABEL - 70
    said = ", ".join(f"{name} {shown(value)}" for name, value, _ in values)
    height = 44 + ROW * len(values)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{_text(title + ": " + said)}">',
        f"<style>{STYLE}</style>",
        f'<text class="title" x="0" y="20">{_text(title)}</text>',
    ]
    for i, (name, value, ours) in enumerate(values):
        y = 36 + ROW * i
        length = max(1, round(room * value / largest))
        lines += [
            f'<text x="{LABEL - 8}" y="{y + 13}" text-anchor="end">{_text(name)}</text>',
            f'<rect class="{"ours" if ours else "bar"}" x="{LABEL}" y="{y}" width="{length}" height="{BAR}" rx="2"/>',
            f'<text x="{LABEL + length + 8}" y="{y + 13}">{shown(value)}</text>',
        ]
    return "\n".join(lines + ["</svg>"]) + "\n"


def _text(value):
    return html.escape(value.replace("`", "").split(", one transaction")[0])
