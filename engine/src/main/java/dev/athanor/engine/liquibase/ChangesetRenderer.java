package dev.athanor.engine.liquibase;

import dev.athanor.engine.model.Changeset;
import dev.athanor.engine.model.Changeset.OnValidationFail;
import dev.athanor.engine.model.ChangesetKey;
import dev.athanor.engine.model.ChangesetSql;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import liquibase.ChecksumVersion;
import liquibase.change.Change;
import liquibase.change.CheckSum;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.filter.DbmsChangeSetFilter;
import liquibase.database.Database;
import liquibase.sqlgenerator.core.MarkChangeSetRanGenerator;
import liquibase.util.StringUtil;

/** One changeset: its metadata as Liquibase records it, its SQL and the SQL that undoes it. */
final class ChangesetRenderer {
  /** MarkChangeSetRanGenerator cuts DESCRIPTION and COMMENTS here. */
  private static final int COLUMN_LIMIT = 250;

  private final Database database;
  private final SqlRenderer sql;

  ChangesetRenderer(Database database) {
    this.database = database;
    this.sql = new SqlRenderer(database);
  }

  /** Empty for a changeset that is not for PostgreSQL, or to be ignored. */
  Optional<RenderedChangeset> render(ChangeSet changeset) throws Exception {
    // Also drops the modifySql that is meant for other databases, which is part of the checksum.
    boolean ours = new DbmsChangeSetFilter(database).accepts(changeset).isAccepted();
    if (!ours || changeset.isIgnore() || changeset.isInheritableIgnore()) {
      return Optional.empty();
    }
    database.setObjectQuotingStrategy(changeset.getObjectQuotingStrategy());
    for (Change change : changeset.getChanges()) {
      change.finishInitialization();
    }
    Optional<String> live = LiveReason.of(changeset, database);
    List<String> up = live.isPresent() ? List.of() : sql.up(changeset);
    Optional<List<String>> down = live.isPresent() ? Optional.empty() : sql.down(changeset);
    ChangesetChecks.check(changeset, up);
    ChangesetChecks.check(changeset, down.orElse(List.of()));
    Changeset compiled = metadata(changeset, live, down.isPresent());
    String file = changeset.getChangeLog().getPhysicalFilePath();
    return Optional.of(
        new RenderedChangeset(
            file,
            FileGuardCompiler.compile(changeset, database),
            compiled,
            new ChangesetSql(up, down.orElse(List.of()))));
  }

  /**
   * Those that the changelog accepts, and the one that Liquibase before 4.22 would have recorded:
   * rows that it wrote are compared by that.
   */
  private static List<String> validChecksums(ChangeSet changeset) {
    // A changeset remembers the first checksum that it is asked for, whatever the version.
    changeset.clearCheckSum();
    String older = changeset.generateCheckSum(ChecksumVersion.V8).toString();
    changeset.clearCheckSum();
    return Stream.concat(
            changeset.getValidCheckSums().stream().map(ChangesetRenderer::valid), Stream.of(older))
        .distinct()
        .sorted()
        .toList();
  }

  private Changeset metadata(ChangeSet changeset, Optional<String> live, boolean reversible) {
    return new Changeset(
        new ChangesetKey(changeset.getAuthor(), changeset.getId(), changeset.getFilePath()),
        changeset.generateCheckSum(ChecksumVersion.latest()).toString(),
        validChecksums(changeset),
        OnValidationFail.valueOf(changeset.getOnValidationFail().name()),
        changeset.isRunInTransaction(),
        changeset.isAlwaysRun(),
        changeset.isRunOnChange(),
        !Boolean.FALSE.equals(changeset.getFailOnError()),
        Objects.requireNonNullElse(changeset.buildFullContext(), ""),
        Objects.requireNonNullElse(changeset.buildFullLabels(), ""),
        GuardCompiler.compile(changeset, database),
        reversible,
        StringUtil.limitSize(changeset.getDescription(), COLUMN_LIMIT),
        StringUtil.limitSize(
            Objects.requireNonNullElse(changeset.getComments(), "").trim(), COLUMN_LIMIT),
        Optional.ofNullable(MarkChangeSetRanGenerator.getTagFromChangeset(changeset)),
        live);
  }

  /** Liquibase's several spellings of "any" are one here. */
  private static String valid(CheckSum checksum) {
    String text = checksum.toString();
    return switch (text.toLowerCase(java.util.Locale.ROOT)) {
      case "1:any", "1:all", "1:*" -> "any";
      default -> text;
    };
  }
}
