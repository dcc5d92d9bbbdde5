package dev.athanor.engine.liquibase;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import liquibase.Scope;
import liquibase.change.AbstractSQLChange;
import liquibase.change.Change;
import liquibase.change.ChangeWithColumns;
import liquibase.change.core.DropAllForeignKeyConstraintsChange;
import liquibase.change.core.ExecuteShellCommandChange;
import liquibase.change.core.LoadDataChange;
import liquibase.change.core.LoadUpdateDataChange;
import liquibase.change.core.OutputChange;
import liquibase.change.core.StopChange;
import liquibase.change.custom.CustomChangeWrapper;
import liquibase.changelog.ChangeSet;
import liquibase.database.Database;
import liquibase.precondition.CustomPreconditionWrapper;
import liquibase.precondition.Precondition;
import liquibase.precondition.PreconditionLogic;
import liquibase.resource.ResourceAccessor;
import liquibase.sql.visitor.SqlVisitor;
import liquibase.statement.ExecutablePreparedStatement;
import liquibase.statement.SqlStatement;

/**
 * Why a changeset cannot be known before the database is seen.
 *
 * @param text for people
 * @param runs whether Liquibase may run it then
 * @param knowable those of its changes that can be known all the same
 */
record LiveReason(String text, boolean runs, List<Change> knowable) {

  /**
   * @param known what the changelog has made before; learns what the changeset makes
   * @return empty where all of it is known
   * @throws AthanorException UNSAFE_CHANGELOG for what is never run
   */
  static Optional<LiveReason> of(ChangeSet changeset, KnownColumns known, Database database)
      throws Exception {
    refusePrograms(changeset);
    List<Change> knowable = new ArrayList<>();
    boolean always = runsEverywhere(changeset);
    Optional<String> first = Optional.empty();
    for (Change change : changeset.getChanges()) {
      Optional<String> reason = of(change, known, database);
      if (reason.isEmpty()) {
        knowable.add(change);
      }
      first = first.or(() -> reason);
      known.see(change, always);
    }
    Optional<String> whole = ofWhole(changeset);
    if (whole.isPresent()) {
      return whole.map(text -> new LiveReason(text, false, List.of()));
    }
    boolean stops = changeset.getChanges().stream().anyMatch(StopChange.class::isInstance);
    return first.map(text -> new LiveReason(text, !stops, knowable));
  }

  /**
   * Why nothing of it is known, whatever its changes are: even its checksum depends on the run, or
   * another program runs it, or Java code decides whether it runs.
   */
  private static Optional<String> ofWhole(ChangeSet changeset) {
    for (SqlVisitor visitor : changeset.getSqlVisitors()) {
      boolean inAll = visitor.getContextFilter() == null || visitor.getContextFilter().isEmpty();
      if (!inAll || (visitor.getLabels() != null && !visitor.getLabels().isEmpty())) {
        return Optional.of("its modifySql depends on contexts or labels of the run");
      }
    }
    if (changeset.getRunWith() != null && !changeset.getRunWith().equalsIgnoreCase("jdbc")) {
      return Optional.of("runWith=" + changeset.getRunWith() + " names a program of its own");
    }
    return changeset.getPreconditions() == null
        ? Optional.empty()
        : of(changeset.getPreconditions());
  }

  private static boolean runsEverywhere(ChangeSet changeset) {
    String contexts = changeset.buildFullContext();
    String labels = changeset.buildFullLabels();
    return (contexts == null || contexts.isBlank())
        && (labels == null || labels.isBlank())
        && changeset.getPreconditions() == null;
  }

  private static void refusePrograms(ChangeSet changeset) {
    List<Change> changes = new ArrayList<>(changeset.getChanges());
    changes.addAll(changeset.getRollback().getChanges());
    if (changes.stream().anyMatch(ExecuteShellCommandChange.class::isInstance)) {
      throw new AthanorException(
          Reason.UNSAFE_CHANGELOG,
          changeset.toString(false) + ": executeCommand runs a program, which no changelog may",
          "Do this outside the migration.");
    }
  }

  private static Optional<String> of(Change change, KnownColumns known, Database database)
      throws Exception {
    if (change instanceof CustomChangeWrapper custom) {
      return Optional.of("customChange " + custom.getClassName() + " is Java code");
    }
    if (change instanceof ExtensionChange extension) {
      return Optional.of(
          extension.getSerializedObjectName() + " is a change of an extension of Liquibase");
    }
    if (change instanceof LoadUpdateDataChange) {
      return Optional.of("loadUpdateData reads the rows that it changes");
    }
    if (change instanceof DropAllForeignKeyConstraintsChange) {
      return Optional.of("dropAllForeignKeyConstraints reads the constraints that it drops");
    }
    if (change instanceof StopChange stop) {
      return Optional.of("stop ends the run: " + stop.getMessage());
    }
    if (change instanceof OutputChange || change instanceof AbstractSQLChange) {
      return Optional.empty();
    }
    return change instanceof LoadDataChange data
        ? new LoadedRows(data, known, database).prepare()
        : rendered(change, database);
  }

  private static Optional<String> rendered(Change change, Database database) {
    String name = change.getSerializedObjectName();
    if (change.generateStatementsVolatile(database)) {
      return Optional.of(name + " depends on what is in the database");
    }
    for (SqlStatement statement : change.generateStatements(database)) {
      if (statement instanceof ExecutablePreparedStatement) {
        askForFiles(change);
        return Optional.of(name + " binds values when it runs");
      }
    }
    return Optional.empty();
  }

  /** What its columns read when it runs goes with the bundle. */
  private static void askForFiles(Change change) {
    ResourceAccessor resources = Scope.getCurrentScope().getResourceAccessor();
    String changelog = change.getChangeSet().getChangeLog().getPhysicalFilePath();
    String directory = changelog.substring(0, changelog.lastIndexOf('/') + 1);
    if (change instanceof ChangeWithColumns<?> inserts) {
      inserts.getColumns().stream()
          .flatMap(column -> Stream.of(column.getValueBlobFile(), column.getValueClobFile()))
          .filter(Objects::nonNull)
          .flatMap(file -> Stream.of(file, directory + file))
          .forEach(file -> ask(resources, file));
    }
  }

  private static void ask(ResourceAccessor resources, String file) {
    try {
      resources.getAll(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<String> of(Precondition precondition) {
    if (precondition instanceof CustomPreconditionWrapper custom) {
      return Optional.of("customPrecondition " + custom.getClassName() + " is Java code");
    }
    if (precondition instanceof PreconditionLogic logic) {
      for (Precondition nested : logic.getNestedPreconditions()) {
        Optional<String> reason = of(nested);
        if (reason.isPresent()) {
          return reason;
        }
      }
    }
    return Optional.empty();
  }
}
