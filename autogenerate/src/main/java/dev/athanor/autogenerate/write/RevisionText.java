package dev.athanor.autogenerate.write;

import dev.athanor.autogenerate.write.ChangesetDraft.Line;
import dev.athanor.engine.changelog.TodoChangeset;
import java.util.List;
import java.util.stream.Stream;

/** Changesets as Liquibase's formatted SQL, the way a person would have written them. */
public final class RevisionText {
  private final String author;
  private final String revision;
  private final StringBuilder text = new StringBuilder();
  private int changesets;

  /**
   * @param author of the changesets
   * @param revision the id that the changesets' ids begin with
   */
  private RevisionText(String author, String revision) {
    this.author = author.strip().replaceAll("[^\\w.@-]+", "_");
    this.revision = revision;
  }

  /** Everything that follows the header. */
  public static String of(String author, String revision, List<ChangesetDraft> drafts) {
    RevisionText written = new RevisionText(author, revision);
    for (ChangesetDraft draft : drafts) {
      if (!draft.refusal().isEmpty()) {
        written.refusal(draft.refusal());
      }
      written.changeset(draft);
    }
    return written.text.toString();
  }

  /** The same once everything has been decided: without the changesets that stop it. */
  public static String decided(String author, String revision, List<ChangesetDraft> drafts) {
    RevisionText written = new RevisionText(author, revision);
    for (ChangesetDraft draft : drafts) {
      written.changesets += draft.refusal().isEmpty() ? 0 : 1;
      written.changeset(draft);
    }
    return written.text.toString();
  }

  private void changeset(ChangesetDraft draft) {
    List<String> up = draft.up().stream().map(Line::sql).map(FormattedSql::statement).toList();
    List<String> down = draft.down().stream().map(Line::sql).map(FormattedSql::statement).toList();
    open(
        (draft.transactional() ? "" : " runInTransaction:false")
            + (has(up, ";") ? " splitStatements:false" : "")
            + (has(up, "--", "/*") || has(down, "--", "/*") ? " stripComments:false" : "")
            + (has(down, ";") ? " rollbackSplitStatements:false" : ""));
    text.append("--comment: ").append(FormattedSql.line(draft.concern())).append('\n');
    for (String lost : draft.dataLoss()) {
      text.append("-- dataLoss: ")
          .append(FormattedSql.line(lost))
          .append("; no downgrade brings that back\n");
    }
    for (int i = 0; i < up.size(); i++) {
      String comment = draft.up().get(i).comment();
      text.append(comment.isEmpty() ? "" : "-- " + FormattedSql.line(comment) + "\n");
      text.append(up.get(i)).append(";\n");
    }
    text.append(down.isEmpty() ? "--rollback empty\n" : "");
    for (String sql : down) {
      (sql + ";").lines().forEach(l -> text.append("--rollback ").append(l).append('\n'));
    }
  }

  private static boolean has(List<String> statements, String... texts) {
    return statements.stream().anyMatch(sql -> Stream.of(texts).anyMatch(sql::contains));
  }

  /** A changeset that stops everything until somebody has read it and taken it out. */
  private void refusal(String why) {
    open("");
    // A comment within the statement would be taken out of it.
    String line = FormattedSql.line(why).replace("--", "- -").replace("/*", "/ *");
    text.append("-- TODO: decide this, then delete this changeset:\n");
    text.append("--       ").append(line).append('\n');
    text.append(TodoChangeset.sql(revision, line)).append(";\n--rollback empty\n");
  }

  private void open(String options) {
    text.append(text.isEmpty() ? "" : "\n");
    text.append("--changeset ").append(author).append(':').append(revision);
    text.append(++changesets == 1 ? "" : "-" + changesets).append(options).append('\n');
  }
}
