package dev.athanor.autogenerate.compare;

import dev.athanor.autogenerate.model.RenameHint;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.schema.diff.Difference;
import dev.athanor.schema.diff.Rename;
import dev.athanor.schema.diff.SchemaDiff;
import dev.athanor.schema.model.Constraint;
import dev.athanor.schema.model.Index;
import dev.athanor.schema.model.Kind;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.model.SchemaObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Turns what people said about names into renames of things that are really there.
 *
 * <p>It works in rounds: a table's new name is settled first, and only then are its columns
 * compared.
 */
final class RenameResolver {
  private final List<RenameHint> said = new ArrayList<>();
  private final List<RenameHint> modelled;
  private final List<RenameHint> used = new ArrayList<>();
  private final List<Rename> renames = new ArrayList<>();

  /**
   * @param said {@code -Drename}: each has to be about something
   * @param modelled annotations: those whose rename was written long ago stay where they are
   */
  RenameResolver(List<RenameHint> said, List<RenameHint> modelled) {
    this.said.addAll(said);
    this.modelled = modelled;
  }

  /** Parses {@code old:new}, where old may be {@code table}, {@code table.column} or longer. */
  static RenameHint parse(String text) {
    String[] parts = text.strip().split(":", -1);
    if (parts.length != 2 || parts[0].isBlank()) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "The rename '" + text + "' is not of the form old:new.",
          "Write -Drename=users.mail:email, -Drename=users:accounts, or -Drename=users.mail: for"
              + " something that is dropped and was not renamed.");
    }
    String to = parts[1].strip();
    String name = CutNames.cut(to.substring(to.lastIndexOf('.') + 1));
    String from =
        Stream.of(parts[0].strip().split("\\."))
            .map(CutNames::cut)
            .collect(Collectors.joining("."));
    return new RenameHint(
        from, name.isEmpty() ? List.of() : List.of(name), "-Drename=" + text.strip());
  }

  List<Rename> renames() {
    return List.copyOf(renames);
  }

  /** Settles what this diff can; true when there was something, so that it has to be made anew. */
  boolean settle(SchemaDiff diff) {
    List<Rename> found = find(diff, Kind.TABLE);
    if (found.isEmpty()) {
      found = find(diff, null);
    }
    if (found.isEmpty()) {
      found = successions(diff);
    }
    if (found.isEmpty()) {
      found = values(diff);
    }
    if (found.isEmpty()) {
      found = alike(diff);
    }
    renames.addAll(found);
    return !found.isEmpty();
  }

  /**
   * @throws AthanorException INVALID_CONFIGURATION for a rename that is about nothing,
   *     RENAME_UNDECIDED for a drop and an add that may be one
   */
  void requireDecided(SchemaDiff diff) {
    for (RenameHint hint : said) {
      if (!used.contains(hint) && !hint.to().isEmpty()) {
        throw new AthanorException(
            Reason.INVALID_CONFIGURATION,
            hint.where()
                + " fits nothing: no "
                + hint.from()
                + " is gone while "
                + hint.to().get(0)
                + " is new.",
            "Name the old thing as the revisions built it and the new one as the model has it.");
      }
    }
    List<Rename> open = open(diff);
    if (!open.isEmpty()) {
      throw undecided(open);
    }
  }

  /** Drops with an add beside them that nobody has spoken of. */
  List<Rename> open(SchemaDiff diff) {
    return diff.possibleRenames().stream().filter(rename -> !declined(rename)).toList();
  }

  /** Takes somebody's answer to an open question. */
  void answer(Rename open, boolean isRename) {
    List<String> to = isRename ? List.of(open.name()) : List.of();
    if (!isRename || said.stream().noneMatch(hint -> hint.from().equals(open.from().path()))) {
      said.add(new RenameHint(open.from().path(), to, "your answer"));
    }
  }

  private boolean declined(Rename rename) {
    return said.stream().anyMatch(hint -> hint.to().isEmpty() && matches(hint, rename.from()));
  }

  private static AthanorException undecided(List<Rename> open) {
    StringBuilder message = new StringBuilder("Only you can tell whether this is a rename:");
    for (Rename rename : open) {
      message
          .append("\n  ")
          .append(rename.from())
          .append(" is gone and ")
          .append(rename.name())
          .append(" is new");
    }
    Rename first = open.get(0);
    String from =
        (first.from().within().isEmpty() ? "" : first.from().within() + ".") + first.from().name();
    return new AthanorException(
        Reason.RENAME_UNDECIDED,
        message.toString(),
        "Say -Drename="
            + from
            + ":"
            + first.name()
            + annotation(first)
            + " if it is; -Drename="
            + from
            + ": if it is not. Several are"
            + " separated by commas.");
  }

  /** No annotation of the model stands at a sequence. */
  private static String annotation(Rename rename) {
    return rename.from().kind() == Kind.SEQUENCE
        ? ""
        : " (or annotate it with @RenamedFrom(\"" + rename.from().name() + "\"))";
  }

  private List<Rename> find(SchemaDiff diff, Kind kind) {
    List<Rename> found = new ArrayList<>();
    List<RenameHint> hints = new ArrayList<>(said);
    hints.addAll(modelled);
    for (RenameHint hint : hints) {
      if (!used.contains(hint)) {
        find(diff, hint, kind)
            .ifPresent(
                rename -> {
                  used.add(hint);
                  found.add(rename);
                  if (rename.from().kind() == Kind.TABLE) {
                    sequence(diff, rename).ifPresent(found::add);
                  }
                });
      }
    }
    return found;
  }

  /**
   * Names that are handed on. Only where somebody says so now: an annotation stays in the model,
   * and nothing tells whether it was followed already.
   */
  private List<Rename> successions(SchemaDiff diff) {
    List<RenameHint> left = said.stream().filter(hint -> !used.contains(hint)).toList();
    Successions successions = Successions.of(diff, left);
    used.addAll(successions.hints());
    return successions.renames();
  }

  private List<Rename> values(SchemaDiff diff) {
    List<Rename> found = new ArrayList<>();
    List<RenameHint> hints = new ArrayList<>(said);
    hints.addAll(modelled);
    for (RenameHint hint : hints) {
      List<Rename> values = used.contains(hint) ? List.of() : ValueRenames.of(diff, hint);
      if (!values.isEmpty()) {
        used.add(hint);
        found.addAll(values);
      }
    }
    return found;
  }

  private static Optional<Rename> find(SchemaDiff diff, RenameHint hint, Kind kind) {
    for (ObjectId old : ids(diff, Difference.Removed.class)) {
      if ((kind == null || kind == old.kind()) && matches(hint, old)) {
        for (String name : hint.to()) {
          for (ObjectId now : ids(diff, Difference.Added.class)) {
            if (siblings(old, now) && now.name().equalsIgnoreCase(CutNames.cut(name))) {
              return Optional.of(new Rename(old, now.name()));
            }
          }
        }
      }
    }
    return Optional.empty();
  }

  /** Constraints and indexes that differ in nothing but their name: nobody has to be asked. */
  private static List<Rename> alike(SchemaDiff diff) {
    List<Rename> found = new ArrayList<>();
    List<Difference> headlines = new ArrayList<>(diff.headlines());
    for (Difference gone : diff.headlines()) {
      for (Difference come : headlines) {
        if (gone instanceof Difference.Removed removed
            && come instanceof Difference.Added added
            && siblings(removed.id(), added.id())
            && alike(removed.object(), added.object())) {
          found.add(new Rename(removed.id(), added.id().name()));
          headlines.remove(come);
          break;
        }
      }
    }
    return found;
  }

  private static boolean alike(SchemaObject old, SchemaObject now) {
    if (old instanceof Constraint a && now instanceof Constraint b) {
      return a.definition().equals(b.definition()) && a.options().equals(b.options());
    }
    return old instanceof Index a
        && now instanceof Index b
        && Completion.unnamed(a).equals(Completion.unnamed(b));
  }

  /** A generator's sequence is named after its table, and follows it. */
  private static Optional<Rename> sequence(SchemaDiff diff, Rename table) {
    String old = table.from().name() + "_seq";
    String now = table.name() + "_seq";
    boolean gone = ids(diff, Difference.Removed.class).contains(sequence(table, old));
    boolean come = ids(diff, Difference.Added.class).contains(sequence(table, now));
    return gone && come ? Optional.of(new Rename(sequence(table, old), now)) : Optional.empty();
  }

  private static ObjectId sequence(Rename table, String name) {
    return ObjectId.of(Kind.SEQUENCE, table.from().schema(), name);
  }

  private static boolean siblings(ObjectId old, ObjectId now) {
    return old.kind() == now.kind()
        && old.schema().equals(now.schema())
        && old.within().equals(now.within());
  }

  private static boolean matches(RenameHint hint, ObjectId id) {
    return isNamed(hint.from(), id.path());
  }

  /** {@code mail}, {@code users.mail} and {@code public.users.mail} all name that column. */
  static boolean isNamed(String said, String path) {
    String name = said.toLowerCase(Locale.ROOT);
    String whole = path.toLowerCase(Locale.ROOT);
    return whole.equals(name) || whole.endsWith("." + name);
  }

  private static List<ObjectId> ids(SchemaDiff diff, Class<? extends Difference> type) {
    return diff.headlines().stream().filter(type::isInstance).map(Difference::id).toList();
  }
}
