package dev.athanor.engine.changelog;

import java.util.List;

/** The changeset of a new revision, as text of each format. */
final class ChangesetText {
  private static final String NOTHING = "-- write the SQL here";

  private ChangesetText() {}

  /** One that a person is to fill in. */
  static String empty(RevisionFormat format, String author, String id) {
    return switch (format) {
      case SQL ->
          """
          --changeset %s:%s
          -- SQL that makes the change, each statement ended by a semicolon.

          -- Then what undoes it, each line after "--rollback"; or "--rollback empty" if nothing must be undone."""
              .formatted(author, id);
      case YAML ->
          """
            - changeSet:
                id: "%s"
                author: "%s"
                changes:
          %s
                rollback:
          %s"""
              .formatted(id, author, yamlSql(NOTHING), yamlSql(NOTHING));
      case XML ->
          """
            <changeSet id="%s" author="%s">
          %s
              <rollback>
          %s
              </rollback>
            </changeSet>"""
              .formatted(id, author, xmlSql("    ", NOTHING), xmlSql("      ", NOTHING));
      case JSON -> json(author, id, "", NOTHING, jsonSql(NOTHING));
    };
  }

  /**
   * A merge changes nothing, but has a row in the history like every revision.
   *
   * @param parents ids
   */
  static String merge(RevisionFormat format, String author, String id, List<String> parents) {
    String comment = "merge of " + String.join(" and ", parents);
    String sql = "SELECT 1";
    return switch (format) {
      case SQL ->
          """
          --changeset %s:%s
          --comment: %s
          %s;
          --rollback empty"""
              .formatted(author, id, comment, sql);
      case YAML ->
          """
            - changeSet:
                id: "%s"
                author: "%s"
                comment: %s
                changes:
          %s
                rollback: []"""
              .formatted(id, author, comment, yamlSql(sql));
      case XML ->
          """
            <changeSet id="%s" author="%s">
              <comment>%s</comment>
          %s
              <rollback/>
            </changeSet>"""
              .formatted(id, author, comment, xmlSql("    ", sql));
      case JSON -> json(author, id, comment, sql, "");
    };
  }

  private static String yamlSql(String sql) {
    return """
        - sql:
            splitStatements: false
            sql: |-
              %s"""
        .formatted(sql)
        .indent(8)
        .stripTrailing();
  }

  private static String xmlSql(String indent, String sql) {
    return indent + "<sql splitStatements=\"false\"><![CDATA[" + sql + "]]></sql>";
  }

  private static String json(
      String author, String id, String comment, String sql, String rollback) {
    return """
            {
              "changeSet": {
                "id": "%s",
                "author": "%s",
                "comment": "%s",
                "changes": [%s],
                "rollback": [%s]
              }
            }"""
        .formatted(id, author, comment, jsonSql(sql), rollback);
  }

  private static String jsonSql(String sql) {
    return "{\"sql\": {\"splitStatements\": false, \"sql\": \"" + sql + "\"}}";
  }
}
