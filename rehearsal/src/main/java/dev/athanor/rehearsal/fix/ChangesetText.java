package dev.athanor.rehearsal.fix;

import dev.athanor.engine.model.ChangesetKey;
import dev.athanor.rehearsal.lint.SafeWay;
import dev.athanor.rehearsal.lint.SafeWay.Stage;
import dev.athanor.rehearsal.lint.SafeWay.Undo;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One changeset in a file of formatted SQL. */
final class ChangesetText {
  private static final Pattern HEADER =
      Pattern.compile("\\s*--\\s*changeset\\s+([^:]+):(\\S+)(.*)", Pattern.CASE_INSENSITIVE);
  private static final Pattern ROLLBACK =
      Pattern.compile("\\s*--\\s*rollback\\b.*", Pattern.CASE_INSENSITIVE);

  /** Lines of Liquibase's that say more of a changeset than can be said of each of its stages. */
  private static final Pattern OTHER =
      Pattern.compile(
          "\\s*--\\s*(precondition|validchecksum|ignore|property)|\\s*/\\*\\s*liquibase",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern COMMENT = Pattern.compile("\\s*--.*");
  private static final Pattern IN_TRANSACTION =
      Pattern.compile("\\s*runInTransaction:\\S+", Pattern.CASE_INSENSITIVE);

  /** What makes the text of a statement another than it looks. */
  private static final Pattern DELIMITERS =
      Pattern.compile("endDelimiter:|splitStatements:false", Pattern.CASE_INSENSITIVE);

  private final String newLine;
  private final List<String> lines;
  private final int start;
  private final int end;
  private final Matcher header;

  private ChangesetText(String text, List<String> lines, int start, int end, Matcher header) {
    this.newLine = text.contains("\r\n") ? "\r\n" : "\n";
    this.lines = lines;
    this.start = start;
    this.end = end;
    this.header = header;
  }

  /** Empty where it is not to be found, or there twice. */
  static Optional<ChangesetText> find(String text, ChangesetKey key) {
    List<String> lines = List.of(text.split("\r?\n", -1));
    Optional<ChangesetText> found = Optional.empty();
    for (int i = 0; i < lines.size(); i++) {
      Matcher header = HEADER.matcher(lines.get(i));
      if (header.matches() && isOf(header, key)) {
        if (found.isPresent()) {
          return Optional.empty();
        }
        found = Optional.of(new ChangesetText(text, lines, i, end(lines, i + 1), header));
      }
    }
    return found;
  }

  private static boolean isOf(Matcher header, ChangesetKey key) {
    return header.group(1).strip().equals(key.author()) && header.group(2).equals(key.id());
  }

  private static int end(List<String> lines, int from) {
    int end = from;
    while (end < lines.size() && !HEADER.matcher(lines.get(end)).matches()) {
      end++;
    }
    return end;
  }

  /** Why no other changesets can be written in its place; empty where they can. */
  Optional<String> obstacle() {
    boolean said = lines.subList(start, end).stream().anyMatch(l -> OTHER.matcher(l).lookingAt());
    if (said || DELIMITERS.matcher(header.group(3)).find()) {
      return Optional.of("its changeset says more than can be said of each stage");
    }
    return Optional.empty();
  }

  /**
   * The whole text with the stages in the changeset's place.
   *
   * @param ids of the stages
   */
  String with(SafeWay way, List<String> ids) {
    List<String> all = new ArrayList<>(lines.subList(0, start));
    for (int i = 0; i < ids.size(); i++) {
      if (i > 0) {
        all.add("");
      }
      write(way.stages().get(i), ids.get(i), i == 0, all);
    }
    List<String> rest = lines.subList(end, lines.size());
    if (!rest.isEmpty() || lines.get(end - 1).isEmpty()) {
      all.add("");
    }
    all.addAll(rest);
    return String.join(newLine, all);
  }

  private void write(Stage stage, String id, boolean first, List<String> all) {
    String attributes = IN_TRANSACTION.matcher(header.group(3)).replaceAll("").stripTrailing();
    all.add(
        "--changeset "
            + header.group(1).strip()
            + ":"
            + id
            + attributes
            + (stage.outside() ? " runInTransaction:false" : ""));
    List<String> body = lines.subList(start + 1, end);
    if (first) {
      // What people wrote stays; that the rule is accepted is what nobody wrote.
      body.stream()
          .filter(line -> COMMENT.matcher(line).matches() && !ROLLBACK.matcher(line).matches())
          .forEach(all::add);
    }
    stage.sql().forEach(each -> all.add(each + ";"));
    if (stage.undo() instanceof Undo.Sql sql) {
      all.add("--rollback " + sql.sql() + ";");
    } else if (stage.undo() instanceof Undo.Nothing) {
      all.add("--rollback empty");
    } else {
      body.stream().filter(line -> ROLLBACK.matcher(line).matches()).forEach(all::add);
    }
  }
}
