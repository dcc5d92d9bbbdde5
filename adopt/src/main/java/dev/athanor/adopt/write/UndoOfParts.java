package dev.athanor.adopt.write;

import dev.athanor.engine.sql.SqlStatement;
import dev.athanor.engine.sql.StatementRules;
import dev.athanor.schema.ddl.Ddl;
import dev.athanor.schema.ddl.DdlOptions;
import dev.athanor.schema.ddl.DdlStatement;
import dev.athanor.schema.diff.SchemaDiff;
import dev.athanor.schema.snapshot.SchemaSnapshot;
import dev.athanor.schema.snapshot.SnapshotOptions;
import dev.athanor.scratch.Databases;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Finds what undoes each changeset of a revision by itself, so that one of which only some were
 * applied goes back as well. It is tried on a copy of the database as it is before the revision.
 */
final class UndoOfParts implements AutoCloseable {
  private final Databases databases;
  private final SnapshotOptions options;
  private final List<Part> parts;
  private final String database;

  /** The schema before each part, and behind the last. */
  private final List<SchemaSnapshot> stops = new ArrayList<>();

  /**
   * @param before a database in which the revision is the next; it is copied
   * @throws SQLException where a part does not run when it is sent statement by statement
   */
  UndoOfParts(Databases databases, String before, SnapshotOptions options, List<Part> parts)
      throws SQLException {
    this.databases = databases;
    this.options = options;
    this.parts = parts;
    this.database = databases.copy(before);
    try {
      stops.add(schema());
      for (Part part : parts) {
        run(SqlStatement.stream(part.sql()).map(s -> s.textIn(part.sql())).toList());
        endPart();
        stops.add(schema());
      }
    } catch (SQLException e) {
      close();
      throw e;
    }
  }

  /** What comes of trying to find it: what to write, in the order of the parts. */
  record Pieces(List<Part> parts, List<List<String>> undo) {}

  /**
   * What the tool's own file says, cut where it comes past the beginning of each part; in this
   * order it is what it was.
   *
   * @return empty where it passes one by, or where a piece cannot run as its part does
   */
  Optional<Pieces> cut(List<String> given) {
    List<List<String>> pieces = new ArrayList<>();
    List<String> piece = new ArrayList<>();
    try {
      for (String text : given) {
        int from = 0;
        for (SqlStatement statement : SqlStatement.in(text)) {
          passed(pieces, piece);
          String sql = text.substring(from, statement.end()).replaceFirst("^\\s*;", "").strip();
          from = statement.end();
          piece.add(sql + ";");
          run(List.of(statement.textIn(text)));
        }
      }
      passed(pieces, piece);
    } catch (SQLException e) {
      return Optional.empty();
    }
    pieces.add(piece);
    Collections.reverse(pieces);
    return pieces.size() == parts.size() ? fitting(pieces) : Optional.empty();
  }

  /** Ends pieces as long as the schema is the one before the part that they undo, but the first. */
  private void passed(List<List<String>> pieces, List<String> piece) throws SQLException {
    int part = parts.size() - 1 - pieces.size();
    while (part > 0 && SchemaDiff.between(schema(), stops.get(part)).isEmpty()) {
      pieces.add(List.copyOf(piece));
      piece.clear();
      endPart();
      part--;
    }
  }

  /** A single statement is as whole outside a transaction as inside one. */
  private Optional<Pieces> fitting(List<List<String>> pieces) {
    List<Part> fitting = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      Part part = parts.get(i);
      boolean outside =
          pieces.get(i).stream()
              .flatMap(SqlStatement::stream)
              .anyMatch(StatementRules::isRefusedInTransaction);
      if (outside && part.transactional() && SqlStatement.stream(part.sql()).count() > 1) {
        return Optional.empty();
      }
      fitting.add(outside ? new Part(part.sql(), false) : part);
    }
    return Optional.of(new Pieces(fitting, pieces));
  }

  /**
   * The differences from the schema after each part to the one before it.
   *
   * @return empty where one of them does not lead back
   */
  Optional<Pieces> derived() {
    List<List<String>> pieces = new ArrayList<>();
    try {
      for (int i = parts.size() - 1; i >= 0; i--) {
        SchemaDiff back = SchemaDiff.between(stops.get(i + 1), stops.get(i));
        List<String> sql =
            Ddl.render(back, DdlOptions.DEFAULT.withFillNotNull(true)).stream()
                .map(DdlStatement::sql)
                .toList();
        run(sql);
        if (!SchemaDiff.between(schema(), stops.get(i)).isEmpty()) {
          return Optional.empty();
        }
        pieces.add(0, sql.stream().map(each -> each + ";").toList());
      }
    } catch (SQLException e) {
      return Optional.empty();
    }
    return Optional.of(new Pieces(parts, pieces));
  }

  private SchemaSnapshot schema() throws SQLException {
    return SchemaSnapshot.read(databases.server().session(database), options);
  }

  private void run(List<String> statements) throws SQLException {
    Connection connection = databases.server().session(database);
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** What a changeset sets ends with it. */
  private void endPart() throws SQLException {
    run(List.of("RESET ALL"));
  }

  @Override
  public void close() {
    databases.drop(database);
  }
}
