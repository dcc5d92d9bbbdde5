package dev.athanor.engine.liquibase;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Changeset;
import dev.athanor.engine.model.Changeset.OnValidationFail;
import dev.athanor.engine.model.ChangesetKey;
import dev.athanor.engine.model.ChangesetSql;
import dev.athanor.engine.model.Live;
import dev.athanor.engine.model.Reason;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
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
  private final KnownColumns columns = new KnownColumns();
  private final boolean mayHaveRun;

  /**
   * @param mayHaveRun whether what breaks a rule of ours is refused only where it is to run:
   *     another tool may have run it long ago
   */
  ChangesetRenderer(Database database, boolean mayHaveRun) {
    this.database = database;
    this.mayHaveRun = mayHaveRun;
    this.sql = new SqlRenderer(database);
  }

  /** Whether a changeset is for PostgreSQL, and not to be ignored. */
  boolean concerns(ChangeSet changeset) {
    // Also drops the modifySql that is meant for other databases, which is part of the checksum.
    boolean ours = new DbmsChangeSetFilter(database).accepts(changeset).isAccepted();
    return ours
        && !changeset.isIgnore()
        && !changeset.isInheritableIgnore()
        && !sql.skips(changeset);
  }

  /** Empty for a changeset that is not for PostgreSQL, or to be ignored. */
  Optional<RenderedChangeset> render(ChangeSet changeset) throws Exception {
    if (!concerns(changeset)) {
      return Optional.empty();
    }
    ChangesetChecks.checkKey(changeset);
    database.setObjectQuotingStrategy(changeset.getObjectQuotingStrategy());
    for (Change change : changeset.getChanges()) {
      change.finishInitialization();
    }
    BothWays ways = bothWays(changeset);
    Changeset compiled = metadata(changeset, ways.live(), ways.down().isPresent());
    String file = changeset.getChangeLog().getPhysicalFilePath();
    return Optional.of(
        new RenderedChangeset(
            file,
            FileGuardCompiler.compile(changeset, database),
            compiled,
            new ChangesetSql(ways.up(), ways.down().orElse(List.of()))));
  }

  /** The SQL in both directions, or why there is none. */
  private record BothWays(Optional<Live> live, List<String> up, Optional<List<String>> down) {}

  private BothWays bothWays(ChangeSet changeset) throws Exception {
    Optional<LiveReason> live = LiveReason.of(changeset, columns, database);
    try {
      if (live.isEmpty()) {
        ChangesetChecks.checkAttributes(changeset, database);
      }
      List<String> up =
          live.isPresent() ? sql.up(changeset, live.get().knowable()) : sql.up(changeset);
      Optional<List<String>> down = live.isPresent() ? writtenDown(changeset) : sql.down(changeset);
      ChangesetChecks.check(changeset, up);
      // Of a live one: nobody runs this, but the schema of what comes behind it rests on it.
      return new BothWays(
          live.map(why -> new Live(why.text(), why.runs())), up, runnable(changeset, down));
    } catch (AthanorException e) {
      if (!mayHaveRun && live.isEmpty() || e.reason() != Reason.INVALID_CHANGELOG) {
        throw e;
      }
      String message = e.getMessage().replace(changeset.toString(false) + " ", "");
      return new BothWays(
          Optional.of(new Live(message + ". " + e.nextStep(), false)), List.of(), Optional.empty());
    }
  }

  /** What breaks a rule of ours undoes nothing, and keeps nothing from going up. */
  private Optional<List<String>> runnable(ChangeSet changeset, Optional<List<String>> down) {
    try {
      ChangesetChecks.check(changeset, down.orElse(List.of()));
      return down;
    } catch (AthanorException e) {
      if (mayHaveRun && e.reason() == Reason.INVALID_CHANGELOG) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Of what nobody has rendered, only what stands there as it is: nobody modifies it yet. */
  private Optional<List<String>> writtenDown(ChangeSet changeset) throws Exception {
    return changeset.getSqlVisitors().isEmpty() ? sql.writtenDown(changeset) : Optional.empty();
  }

  /** Those that the changelog accepts, and those that other versions of Liquibase record. */
  private List<String> validChecksums(ChangeSet changeset, String recorded) {
    return Stream.concat(
            changeset.getValidCheckSums().stream().map(ChangesetRenderer::valid),
            OlderChecksums.of(changeset, recorded, mayHaveRun).stream()
                .filter(each -> !each.equals(recorded)))
        .distinct()
        .sorted()
        .toList();
  }

  private Changeset metadata(ChangeSet changeset, Optional<Live> live, boolean reversible) {
    String checksum = OlderChecksums.toRecord(changeset);
    return new Changeset(
        new ChangesetKey(changeset.getAuthor(), changeset.getId(), changeset.getFilePath()),
        checksum,
        validChecksums(changeset, checksum),
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
        live,
        List.of(),
        0);
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
