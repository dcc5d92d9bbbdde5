package dev.athanor.engine.changelog;

import dev.athanor.engine.changelog.RevisionDraft.DraftChangeset;
import java.util.List;
import java.util.stream.Collectors;

/** Changesets as text in each format. */
final class ChangesetText {
  private static final String NOTHING_TO_UNDO = "empty";

  private ChangesetText() {}

  static String write(RevisionFormat format, String author, String id, DraftChangeset changeset) {
    return switch (format) {
      case SQL -> sql(author, id, changeset);
      case YAML -> yaml(author, id, changeset);
      case XML -> xml(author, id, changeset);
      case JSON -> json(author, id, changeset);
    };
  }

  /** A changeset that a person is to fill in. */
  static String empty(RevisionFormat format, String author, String id) {
    if (format != RevisionFormat.SQL) {
      return write(format, author, id, new DraftChangeset("", true, List.of(" "), List.of(" ")));
    }
    return """
        --changeset %s:%s
        -- SQL that makes the change, each statement ended by a semicolon.

        -- Then what undoes it, each line after "--rollback"; or "--rollback empty" if nothing must be undone.
        """
        .formatted(author, id)
        .stripTrailing();
  }

  private static String sql(String author, String id, DraftChangeset changeset) {
    StringBuilder text = new StringBuilder("--changeset ").append(author).append(':').append(id);
    if (!changeset.transactional()) {
      text.append(" runInTransaction:false");
    }
    boolean cuts = changeset.up().stream().anyMatch(ChangesetText::holdsSemicolon);
    boolean cutsDown = changeset.down().stream().anyMatch(ChangesetText::holdsSemicolon);
    text.append(cuts ? " splitStatements:false" : "");
    text.append(
        changeset.up().stream().anyMatch(ChangesetText::holdsComment)
            ? " stripComments:false"
            : "");
    text.append(cutsDown ? " rollbackSplitStatements:false" : "");
    if (!changeset.comment().isEmpty()) {
      text.append("\n--comment: ").append(changeset.comment());
    }
    changeset.up().forEach(statement -> text.append('\n').append(statement).append(';'));
    if (changeset.down().isEmpty()) {
      text.append("\n--rollback ").append(NOTHING_TO_UNDO);
    }
    for (String statement : changeset.down()) {
      (statement + ";").lines().forEach(line -> text.append("\n--rollback ").append(line));
    }
    return text.toString();
  }

  /** A function's body: Liquibase would cut the statement there. */
  private static boolean holdsSemicolon(String statement) {
    return statement.indexOf(';') >= 0;
  }

  /** Liquibase takes comments out of formatted SQL, those in a function's body as well. */
  private static boolean holdsComment(String statement) {
    return statement.contains("--") || statement.contains("/*");
  }

  private static String yaml(String author, String id, DraftChangeset changeset) {
    String text =
        """
          - changeSet:
              id: "%s"
              author: "%s"
        """
            .formatted(id, author);
    if (!changeset.transactional()) {
      text += "      runInTransaction: false\n";
    }
    if (!changeset.comment().isEmpty()) {
      text += "      comment: " + quoted(changeset.comment()) + "\n";
    }
    text += "      changes:\n" + yamlSql(changeset.up(), "        ");
    text +=
        changeset.down().isEmpty()
            ? "      rollback: []"
            : "      rollback:\n" + yamlSql(changeset.down(), "        ").stripTrailing();
    return text;
  }

  private static String yamlSql(List<String> statements, String indent) {
    StringBuilder text = new StringBuilder();
    for (String statement : statements) {
      text.append(indent).append("- sql:\n");
      text.append(indent).append("    splitStatements: false\n");
      text.append(indent).append("    sql: |-\n");
      String body = statement.isBlank() ? "-- write the SQL here" : statement;
      body.lines().forEach(line -> text.append(indent).append("      ").append(line).append('\n'));
    }
    return text.toString();
  }

  private static String xml(String author, String id, DraftChangeset changeset) {
    StringBuilder text = new StringBuilder("  <changeSet");
    text.append(" id=\"").append(id).append("\" author=\"").append(author).append('"');
    text.append(changeset.transactional() ? ">\n" : " runInTransaction=\"false\">\n");
    if (!changeset.comment().isEmpty()) {
      text.append("    <comment>").append(escaped(changeset.comment())).append("</comment>\n");
    }
    text.append(xmlSql(changeset.up(), "    "));
    if (changeset.down().isEmpty()) {
      return text.append("    <rollback/>\n  </changeSet>").toString();
    }
    text.append("    <rollback>\n").append(xmlSql(changeset.down(), "      "));
    return text.append("    </rollback>\n  </changeSet>").toString();
  }

  private static String xmlSql(List<String> statements, String indent) {
    StringBuilder text = new StringBuilder();
    for (String statement : statements) {
      String body = statement.isBlank() ? "-- write the SQL here" : statement;
      text.append(indent).append("<sql splitStatements=\"false\"><![CDATA[");
      text.append(body.replace("]]>", "]]]]><![CDATA[>")).append("]]></sql>\n");
    }
    return text.toString();
  }

  private static String json(String author, String id, DraftChangeset changeset) {
    return """
            {
              "changeSet": {
                "id": "%s",
                "author": "%s",
                "runInTransaction": %s,
                "comment": %s,
                "changes": [%s],
                "rollback": [%s]
              }
            }\
        """
        .formatted(
            id,
            author,
            changeset.transactional(),
            quoted(changeset.comment()),
            jsonSql(changeset.up()),
            jsonSql(changeset.down()));
  }

  private static String jsonSql(List<String> statements) {
    return statements.stream()
        .map(s -> s.isBlank() ? "-- write the SQL here" : s)
        .map(s -> "{\"sql\": {\"splitStatements\": false, \"sql\": " + quoted(s) + "}}")
        .collect(Collectors.joining(", "));
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  /** A JSON string, which is a YAML string as well. */
  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      switch (c) {
        case '"', '\\' -> quoted.append('\\').append(c);
        case '\n' -> quoted.append("\\n");
        case '\t' -> quoted.append("\\t");
        default -> quoted.append(c < ' ' ? String.format("\\u%04x", (int) c) : String.valueOf(c));
      }
    }
    return quoted.append('"').toString();
  }
}
