package dev.athanor.engine.changelog;

import dev.athanor.engine.model.Reason;
import dev.athanor.engine.model.Revision;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Reads a revision's header; what is wrong goes to {@link Problems}. */
final class HeaderParser {
  static final String REVISION = "revision";
  static final String DOWN_REVISION = "down-revision";
  static final String MESSAGE = "message";
  static final String CREATED = "created";
  static final String BRANCH_LABELS = "branch-labels";
  static final String DEPENDS_ON = "depends-on";
  static final String IRREVERSIBLE = "irreversible";

  /** How a header says that there is no parent. */
  static final String BASE = "<base>";

  private static final Set<String> KEYS =
      Set.of(REVISION, DOWN_REVISION, MESSAGE, CREATED, BRANCH_LABELS, DEPENDS_ON, IRREVERSIBLE);

  private final String path;
  private final Problems problems;
  private final Map<String, String> values = new LinkedHashMap<>();

  private HeaderParser(String path, Problems problems) {
    this.path = path;
    this.problems = problems;
  }

  /** The revision that {@code lines} declare, or null after reporting what is wrong with them. */
  static Revision parse(String path, List<String> lines, Problems problems) {
    return new HeaderParser(path, problems).parse(lines);
  }

  private Revision parse(List<String> lines) {
    lines.forEach(this::line);
    for (String required : List.of(REVISION, DOWN_REVISION)) {
      if (values.getOrDefault(required, "").isEmpty()) {
        problem(
            "the header has no '" + required + "'",
            required.equals(REVISION)
                ? "Let `revision` generate the file, or add the header's lines at its top."
                : "Add it; the first revision's is " + BASE + ".");
      }
    }
    if (values.getOrDefault(REVISION, "").isEmpty() || !values.containsKey(DOWN_REVISION)) {
      return null;
    }
    return new Revision(
        values.get(REVISION),
        parents(),
        list(values.get(DEPENDS_ON)),
        list(values.get(BRANCH_LABELS)),
        MessageText.read(values.getOrDefault(MESSAGE, "")),
        created(),
        irreversible(),
        path);
  }

  private void line(String line) {
    int colon = line.indexOf(':');
    if (colon < 0) {
      return;
    }
    String key = line.substring(0, colon).strip();
    String value = line.substring(colon + 1).strip();
    if (KEYS.contains(key)) {
      if (values.putIfAbsent(key, value) != null) {
        problem("the header has '" + key + "' twice", "Keep one of them.");
      }
      return;
    }
    String almost = key.toLowerCase(Locale.ROOT).replace('_', '-').replace(' ', '-');
    if (KEYS.contains(almost)) {
      problem("the header has '" + key + "'", "Write '" + almost + "'.");
    }
  }

  private List<String> parents() {
    List<String> parents = list(values.get(DOWN_REVISION));
    if (parents.contains(BASE) && parents.size() > 1) {
      problem("down-revision names " + BASE + " and others", "Keep one or the other.");
    }
    return parents.contains(BASE) ? List.of() : parents;
  }

  private Instant created() {
    String created = values.getOrDefault(CREATED, "");
    if (created.isEmpty()) {
      return null;
    }
    try {
      return OffsetDateTime.parse(created).toInstant();
    } catch (DateTimeParseException e) {
      problem("'" + created + "' is no time", "Write it like 2026-11-22T10:00:00Z.");
      return null;
    }
  }

  private boolean irreversible() {
    if (!values.containsKey(IRREVERSIBLE)) {
      return false;
    }
    return switch (values.get(IRREVERSIBLE).toLowerCase(Locale.ROOT)) {
      case "true", "yes", "" -> true;
      case "false", "no" -> false;
      default -> {
        problem("irreversible is '" + values.get(IRREVERSIBLE) + "'", "Write true or false.");
        yield true;
      }
    };
  }

  private static List<String> list(String value) {
    return value == null
        ? List.of()
        : Stream.of(value.split(",")).map(String::strip).filter(v -> !v.isEmpty()).toList();
  }

  private void problem(String message, String nextStep) {
    problems.add(Reason.INVALID_CHANGELOG, path + ": " + message, nextStep);
  }
}
