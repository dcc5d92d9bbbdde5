package dev.athanor.autogenerate.write;

import dev.athanor.schema.ddl.DdlStatement;
import java.util.regex.Pattern;

/** What a statement does with its subject, so that each finds the one that undoes it. */
enum Verb {
  CREATE,
  DROP,
  OTHER;

  private static final Pattern CREATES =
      Pattern.compile("^(CREATE |ALTER TABLE .+ ADD (CONSTRAINT|COLUMN) )");
  private static final Pattern DROPS =
      Pattern.compile("^(DROP |ALTER TABLE .+ DROP (CONSTRAINT|COLUMN) )");

  static Verb of(DdlStatement statement) {
    if (CREATES.matcher(statement.sql()).find()) {
      return CREATE;
    }
    return DROPS.matcher(statement.sql()).find() ? DROP : OTHER;
  }

  Verb opposite() {
    return this == CREATE ? DROP : this == DROP ? CREATE : OTHER;
  }
}
