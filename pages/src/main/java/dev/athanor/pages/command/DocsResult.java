package dev.athanor.pages.command;

import dev.athanor.engine.command.CommandResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What was documented.
 *
 * @param tables how many tables
 * @param revisions how many revisions
 * @param markdown the directory of Markdown pages; null where none was asked for
 * @param changed which of them changed: {@code + new}, {@code ~ changed}, {@code - gone}
 * @param site where the site begins; null where none was written
 * @param notReplayed changesets that only a live Liquibase could run: what they do is not seen
 */
public record DocsResult(
    int tables,
    int revisions,
    String markdown,
    List<String> changed,
    String site,
    List<String> notReplayed)
    implements CommandResult {
  public DocsResult {
    changed = List.copyOf(Objects.requireNonNull(changed, "changed"));
    notReplayed = List.copyOf(notReplayed);
  }

  @Override
  public String text() {
    List<String> lines = new ArrayList<>();
    notReplayed.forEach(line -> lines.add("Not replayed: " + line));
    lines.add(
        "Documented "
            + tables
            + (tables == 1 ? " table, " : " tables, ")
            + revisions
            + (revisions == 1 ? " revision." : " revisions."));
    if (markdown != null) {
      lines.add(
          changed.isEmpty()
              ? "The pages in " + markdown + " are up to date."
              : "Changed in " + markdown + ":");
      changed.forEach(line -> lines.add("  " + line));
    }
    if (site != null) {
      lines.add("Open " + site + " in a browser.");
    }
    return String.join("\n", lines);
  }

  @Override
  public Object json() {
    return this;
  }
}
