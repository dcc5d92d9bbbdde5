package dev.athanor.engine.liquibase;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import liquibase.change.Change;
import liquibase.change.core.CreateProcedureChange;
import liquibase.change.core.CreateViewChange;
import liquibase.change.core.LoadDataChange;
import liquibase.change.core.SQLFileChange;
import liquibase.changelog.ChangeSet;

/**
 * The encoding that a change says a file of its has.
 *
 * @param path as the change names it
 * @param relative whether to the changelog's own file
 */
record FileEncoding(String path, boolean relative, String encoding) {

  /** Those of a changeset, in both directions. */
  static List<FileEncoding> of(ChangeSet changeset) {
    List<FileEncoding> all = new ArrayList<>();
    Stream.concat(changeset.getChanges().stream(), changeset.getRollback().getChanges().stream())
        .map(FileEncoding::of)
        .filter(each -> each.path() != null && each.encoding() != null)
        .forEach(all::add);
    return all;
  }

  private static FileEncoding of(Change change) {
    if (change instanceof SQLFileChange file) {
      return new FileEncoding(
          file.getPath(), is(file.isRelativeToChangelogFile()), file.getEncoding());
    }
    if (change instanceof LoadDataChange data) {
      return new FileEncoding(
          data.getFile(), is(data.isRelativeToChangelogFile()), data.getEncoding());
    }
    if (change instanceof CreateViewChange view) {
      return new FileEncoding(
          view.getPath(), is(view.getRelativeToChangelogFile()), view.getEncoding());
    }
    if (change instanceof CreateProcedureChange code) {
      return new FileEncoding(
          code.getPath(), is(code.isRelativeToChangelogFile()), code.getEncoding());
    }
    return new FileEncoding(null, false, null);
  }

  private static boolean is(Boolean value) {
    return Boolean.TRUE.equals(value);
  }
}
