package dev.athanor.adopt.command;

import dev.athanor.adopt.command.SchemaComparison.Compared;
import dev.athanor.engine.command.CommandResult;
import dev.athanor.engine.model.Revision;
import dev.athanor.engine.model.Vocabulary;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What was found of a database, and recorded.
 *
 * @param database its URL, the password masked
 * @param tool who has migrated it until now
 * @param found what that tool's table says
 * @param revisions the current ones by that; none at base
 * @param differences from what these build to what is there
 * @param notes what a reader of them should know
 * @param recorded changesets that count as applied now; null where nothing was to be recorded
 */
public record Adopted(
    String database,
    String tool,
    String found,
    List<String> revisions,
    List<Found> differences,
    List<String> notes,
    List<String> recorded)
    implements CommandResult {

  /**
   * A difference.
   *
   * @param name with which it is accepted
   */
  public record Found(String name, String text, boolean accepted) {}

  public Adopted {
    revisions = List.copyOf(revisions);
    differences = List.copyOf(differences);
    notes = List.copyOf(notes);
    recorded = recorded == null ? null : List.copyOf(recorded);
  }

  static Adopted of(AdoptRequest request, Standing.At at, Compared compared, Set<String> accepted) {
    return new Adopted(
        request.database().url().toString(),
        at.tool().word(),
        at.summary(),
        at.revisions(),
        compared.differences().stream()
            .map(each -> new Found(each.name(), each.text(), accepted.contains(each.name())))
            .toList(),
        compared.notes(),
        null);
  }

  Adopted recorded(List<String> changesets) {
    return new Adopted(database, tool, found, revisions, differences, notes, changesets);
  }

  @Override
  public String text() {
    List<String> lines = new ArrayList<>();
    lines.add("Found: " + found);
    lines.add("At: " + Revision.text(revisions));
    if (differences.isEmpty()) {
      lines.add("The schema is what these revisions build.");
    } else {
      lines.add(
          "The schema is not what these revisions build ("
              + differences.size()
              + (differences.size() == 1 ? " difference):" : " differences):"));
      differences.forEach(
          each ->
              lines.add(
                  "  "
                      + each.name()
                      + "  "
                      + each.text()
                      + (each.accepted() ? "  (accepted)" : "")));
    }
    notes.forEach(note -> lines.add("Note: " + note));
    lines.add(Optional.ofNullable(recorded).map(Adopted::said).orElseGet(this::next));
    return String.join("\n", lines);
  }

  private static String said(List<String> changesets) {
    return changesets.isEmpty()
        ? "Nothing had to be recorded: what is recorded counts as it is."
        : "Recorded: "
            + changesets.size()
            + (changesets.size() == 1 ? " changeset counts" : " changesets count")
            + " as applied; nothing was run, and the other tool's table is as it was.";
  }

  private String next() {
    List<String> open =
        differences.stream().filter(each -> !each.accepted()).map(Found::name).toList();
    if (open.isEmpty()) {
      return "Nothing was changed. Record it: the same again with --record (-Dathanor.record).";
    }
    return "Nothing was changed. Correct the database or the revisions, or accept what may stay: "
        + String.join(
            " ", open.stream().map(name -> "--accept " + Vocabulary.shellWord(name)).toList())
        + " (-Dathanor.accept=NAME,NAME).";
  }

  @Override
  public Object json() {
    return this;
  }
}
