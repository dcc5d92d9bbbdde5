package dev.athanor.adopt.write;

import dev.athanor.adopt.source.Finding;
import dev.athanor.adopt.source.OldMigration;
import dev.athanor.adopt.source.OldMigration.Content;
import dev.athanor.adopt.source.OldMigration.Mode;
import dev.athanor.adopt.source.SqlFile;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Makes drafts of migrations, and says what of them a person has to write. */
final class Drafter {
  private final Consumer<Finding> findings;

  Drafter(Consumer<Finding> findings) {
    this.findings = findings;
  }

  Draft draft(OldMigration migration) {
    if (migration.content() instanceof Content.ToWrite program) {
      return toWrite(migration, migration.file(), 0, program.why());
    }
    SqlFile sql = ((Content.Sql) migration.content()).sql();
    try {
      List<Part> parts = Parts.of(sql, migration.mode() != Mode.OUTSIDE);
      return new Draft(migration, parts, Optional.empty(), undo(migration, parts));
    } catch (Unwritable e) {
      return toWrite(migration, sql.file(), e.line(), e.getMessage());
    }
  }

  private Draft toWrite(OldMigration migration, String file, int line, String why) {
    findings.accept(new Finding(Finding.Kind.TO_WRITE, file, line, why));
    String name = file.replace('\\', '/');
    String place =
        "write the SQL of "
            + name.substring(name.lastIndexOf('/') + 1)
            + (line > 0 ? ", line " + line : "");
    return new Draft(
        migration,
        List.of(),
        Optional.of(place + ": " + why),
        new Undo.None("its SQL is not written yet"));
  }

  private Undo undo(OldMigration migration, List<Part> parts) {
    if (migration.mode() == Mode.BASELINE) {
      return new Undo.None("it is what the database begins with");
    }
    if (migration.down().isEmpty()) {
      return parts.isEmpty() ? new Undo.Sql(List.of(), true, List.of()) : new Undo.Unknown();
    }
    SqlFile down = migration.down().get();
    try {
      List<Part> back = Parts.of(down, migration.mode() != Mode.OUTSIDE);
      return new Undo.Sql(
          back.stream().map(Part::sql).toList(),
          back.stream().allMatch(Part::transactional),
          List.of());
    } catch (Unwritable e) {
      findings.accept(
          new Finding(
              Finding.Kind.NOTE,
              down.file(),
              e.line(),
              "what it undoes cannot be taken over: " + e.getMessage()));
      return new Undo.Unknown();
    }
  }
}
