package dev.athanor.autogenerate.write;

import dev.athanor.autogenerate.write.ChangesetDraft.Line;
import dev.athanor.engine.changelog.TodoChangeset;
import java.util.List;

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
  public RevisionText(String author, String revision) {
    this.author = author;
    this.revision = revision;
  }

  /** Everything that follows the header. */
  public String of(List<ChangesetDraft> drafts) {
    for (ChangesetDraft draft : drafts) {
      if (!draft.refusal().isEmpty()) {
        refusal(draft.refusal());
      }
      changeset(draft);
    }
    return text.toString();
  }

  private void changeset(ChangesetDraft draft) {
    open(
        draft.transactional() ? "" : " runInTransaction:false",
        draft.up().stream().anyMatch(line -> line.sql().contains(";")),
        draft.down().stream().anyMatch(line -> line.sql().contains(";")));
    text.append("--comment: ").append(draft.concern()).append('\n');
    for (String lost : draft.dataLoss()) {
      text.append("-- dataLoss: ").append(lost).append("; no downgrade brings that back\n");
    }
    for (Line line : draft.up()) {
      line.comment().lines().forEach(comment -> text.append("-- ").append(comment).append('\n'));
      text.append(line.sql()).append(";\n");
    }
    if (draft.down().isEmpty()) {
      text.append("--rollback empty\n");
    }
    for (Line line : draft.down()) {
      (line.sql() + ";").lines().forEach(l -> text.append("--rollback ").append(l).append('\n'));
    }
  }

  /** A changeset that stops everything until somebody has read it and taken it out. */
  private void refusal(String why) {
    open("", true, false);
    text.append("-- TODO: decide whether this may happen, then delete this changeset:\n");
    text.append("--       ").append(why).append('\n');
    text.append(TodoChangeset.sql(revision, why)).append(";\n--rollback empty\n");
  }

  private void open(String options, boolean whole, boolean wholeDown) {
    text.append(changesets++ == 0 ? "" : "\n");
    text.append("--changeset ").append(author).append(':').append(revision);
    text.append(changesets == 1 ? "" : "-" + changesets).append(options);
    text.append(whole ? " splitStatements:false" : "");
    text.append(wholeDown ? " rollbackSplitStatements:false" : "").append('\n');
  }
}
