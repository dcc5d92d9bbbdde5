package dev.athanor.engine.apply;

import dev.athanor.engine.sql.SqlStatement;
import dev.athanor.engine.sql.SqlToken;
import java.util.Optional;

/** What the words of a statement outside a transaction say of the index that it builds, if any. */
final class IndexBuild {
  private final SqlStatement statement;

  IndexBuild(SqlStatement statement) {
    this.statement = statement;
  }

  /** Whether it waits for every transaction that began before it, but lets others work. */
  boolean isConcurrent() {
    return statement.contains("CONCURRENTLY");
  }

  /** Whether it makes an index without keeping others from writing. */
  boolean builds() {
    return statement.token(0).is("CREATE") && statement.contains("INDEX", "CONCURRENTLY");
  }

  /** The table, as written, of an index that is made. */
  Optional<String> table() {
    int on = statement.indexOf(1, "ON");
    return builds() && on >= 0 ? Optional.of(nameAfter(on)) : Optional.empty();
  }

  /**
   * From which of {@code pg_index i} and {@code pg_class c} the indexes are that the statement may
   * leave behind.
   *
   * @param table SQL of the OID of {@link #table}
   */
  Optional<String> indexes(String table) {
    return condition(table)
        .map(
            where ->
                "FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid"
                    + " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE "
                    + where);
  }

  private Optional<String> condition(String table) {
    if (table().isPresent()) {
      return Optional.of("i.indrelid = " + table);
    }
    // REINDEX CONCURRENTLY builds under names of its own.
    return statement.startsWith("REINDEX")
        ? Optional.of("NOT i.indisvalid AND c.relname ~ '_cc(new|old)[0-9]*$'")
        : Optional.empty();
  }

  /** The index's name as PostgreSQL stores it, empty when PostgreSQL chooses it. */
  Optional<String> name() {
    int at = statement.indexOf(1, "CONCURRENTLY") + 1;
    if (statement.startsWith("REINDEX") || at < 1) {
      return Optional.empty();
    }
    if (statement.token(at) != null && statement.token(at).is("IF")) {
      at += 3;
    }
    return statement.token(at) == null || statement.token(at).is("ON")
        ? Optional.empty()
        : Optional.of(statement.token(at).name());
  }

  /** The possibly qualified name behind token {@code index}, as written. */
  String nameAfter(int index) {
    int at = index + 1;
    while (statement.token(at) != null
        && (statement.token(at).is("ONLY")
            || statement.token(at).is("IF")
            || statement.token(at).is("EXISTS"))) {
      at++;
    }
    int last = at;
    while (statement.token(last + 1) != null && statement.token(last + 1).is(".")) {
      last += 2;
    }
    StringBuilder name = new StringBuilder();
    for (int i = at; i <= last && statement.token(i) != null; i++) {
      SqlToken token = statement.token(i);
      name.append(token.kind() == SqlToken.Kind.WORD ? token.name() : token.text());
    }
    return name.toString();
  }
}
