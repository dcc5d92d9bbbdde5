package dev.athanor.rehearsal.squash;

import dev.athanor.engine.bundle.Baseline;
import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.changelog.ChangelogSource;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.AtomicFile;
import dev.athanor.engine.model.Changeset;
import dev.athanor.engine.model.CompiledRevision;
import dev.athanor.engine.model.Count;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.model.Revision;
import dev.athanor.schema.snapshot.SchemaSnapshot;
import dev.athanor.scratch.Databases;
import dev.athanor.scratch.ScratchDatabases;
import dev.athanor.scratch.ScratchServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The verb {@code squash}: writes one short way to what all revisions up to one lead to, for
 * databases that are empty. It is written only when a database made by it holds the very same, rows
 * and history included, as one that went the long way.
 */
public final class Squash {
  private static final String SCHEMA = "public";
  private static final int SHOWN = 20;

  private final SquashRequest request;
  private final Bundle bundle;

  public Squash(SquashRequest request) {
    this.request = Objects.requireNonNull(request, "request");
    this.bundle = request.bundle();
  }

  /**
   * @throws AthanorException UNKNOWN_TARGET; NOT_SQUASHABLE naming each changeset and each object
   *     in the way; SCRATCH_SERVER_FAILED; what a run of the revisions throws
   */
  public SquashResult run() {
    requireOwnOrder();
    String revision = revision();
    List<CompiledRevision> covered = bundle.upTo(revision);
    refuse(
        Refusals.of(covered, bundle),
        "These do not always lead to the same",
        "Squash up to a revision before them, or give them their own effect in revisions of their"
            + " own.");
    List<Changeset> changesets =
        covered.stream().flatMap(each -> each.changesets().stream()).toList();
    try (ScratchServer server = ScratchServer.open(request.scratch());
        ScratchDatabases databases = new ScratchDatabases(server)) {
      return make(revision, changesets, databases);
    } catch (SQLException e) {
      throw ScratchServer.refused(e, "Check the server's log.");
    }
  }

  private void requireOwnOrder() {
    if (request.source().kind() == ChangelogSource.Kind.MASTER) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "A master changelog is not squashed: what it includes, and in which order, is"
              + " Liquibase's to say, which knows no baseline.",
          "Go on in " + ChangelogSource.DEFAULT_DIRECTORY + "/, whose revisions can be.");
    }
  }

  private String revision() {
    List<Revision> found = bundle.graph().resolve(request.to(), List.of());
    if (found.size() != 1) {
      throw new AthanorException(
          Reason.UNKNOWN_TARGET,
          "'" + request.to() + "' is not one revision.",
          "Name the last revision that the baseline is to stand for.");
    }
    return found.get(0).id();
  }

  private SquashResult make(String revision, List<Changeset> changesets, Databases databases)
      throws SQLException {
    ScratchServer server = databases.server();
    String empty = databases.empty();
    List<String> cluster = Contents.cluster(server.session(empty));
    say("Running " + Count.of(changesets.size(), "changeset"));
    Ways ways = new Ways(bundle, databases);
    String longWay = ways.longWay(revision);
    requireOwn(cluster, Contents.cluster(server.session(longWay)));
    Contents all = Contents.read(server.session(longWay), Set.of());
    requireTellable(all, server, longWay);
    say("Running them again");
    requireSame(longWay, ways.longWay(revision), databases);
    BaselineSql writer = new BaselineSql(server.session(longWay));
    SchemaSnapshot nothing = SchemaSnapshot.read(server.session(empty), Contents.OPTIONS);
    List<String> sql = writer.write(nothing, all.schema());
    String covers = Baseline.digestOf(changesets, bundle::sql);
    List<String> accepted = request.accepted().stream().sorted().toList();
    Baseline baseline = Baseline.of(revision, SCHEMA, covers, accepted, sql);
    prove(baseline, all, ways, server);
    return new SquashResult(
        revision, write(baseline), changesets.size(), baseline.sql().size(), writer.rows(), 0);
  }

  /** What a run changes in all databases of a server, no baseline of one can stand for. */
  private static void requireOwn(List<String> before, List<String> after) {
    refuse(
        concat(Contents.only(before, after), Contents.only(after, before)),
        "The revisions change more than their database",
        "Have whoever runs the server make roles, databases and their settings.");
  }

  private static void requireTellable(Contents all, ScratchServer server, String database)
      throws SQLException {
    List<String> untold = new ArrayList<>();
    all.schema().notCompared().forEach(each -> untold.add(String.valueOf(each)));
    all.facts().stream().filter(each -> each.startsWith("large object")).forEach(untold::add);
    Tables tables = new Tables(server.session(database));
    for (Tables.Relation relation : tables.all()) {
      if (!relation.kind().equals("r") || all.rows().get(relation.name()).count() == 0) {
        continue;
      }
      if (relation.forced()) {
        untold.add("rows of " + relation.name() + ", where row security holds for the owner, too");
      }
      if (tables.columns(relation).stream().anyMatch(Tables.Column::money)) {
        untold.add("rows of " + relation.name() + ", for money depends on the server's locale");
      }
    }
    refuse(untold, "No baseline can have these", "Squash up to a revision before them.");
  }

  /** What depends on the moment differs from run to run, and would be the same for ever. */
  private void requireSame(String longWay, String again, Databases databases) throws SQLException {
    ScratchServer server = databases.server();
    Contents first = Contents.read(server.session(longWay), request.accepted());
    Contents second = Contents.read(server.session(again), request.accepted());
    databases.drop(again);
    refuse(
        first.differences(second),
        "Two runs of the same revisions differ",
        "They depend on the moment. Accept columns whose values may be those of today by name"
            + " (schema.table.column), or write constants into the revision's rows.");
  }

  private void prove(Baseline baseline, Contents expected, Ways ways, ScratchServer server)
      throws SQLException {
    say("Proving " + Count.of(baseline.sql().size(), "statement") + " equal");
    String shortWay;
    try {
      shortWay = ways.shortWay(baseline);
    } catch (AthanorException e) {
      throw new AthanorException(
          Reason.NOT_SQUASHABLE,
          "What was written to stand for the revisions does not run: " + e.getMessage(),
          "Squash up to a revision before what it is about.",
          e);
    }
    Contents made = Contents.read(server.session(shortWay), Set.of());
    refuse(
        expected.differences(made),
        "What was written to stand for the revisions leads elsewhere",
        "Squash up to a revision before what differs.");
  }

  private Path write(Baseline baseline) {
    Path file = request.source().root().resolve(baseline.path());
    try {
      Files.createDirectories(file.getParent());
      AtomicFile.write(file, baseline.text().getBytes(StandardCharsets.UTF_8));
      return file;
    } catch (IOException e) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "the baseline cannot be written to " + file + ": " + e.getMessage(),
          "Make the directory writable.",
          e);
    }
  }

  private void say(String line) {
    request.progress().accept(line);
  }

  private static List<String> concat(List<String> one, List<String> other) {
    List<String> both = new ArrayList<>(one);
    both.addAll(other);
    return both;
  }

  private static void refuse(List<String> what, String why, String nextStep) {
    if (what.isEmpty()) {
      return;
    }
    String more = what.size() > SHOWN ? "\n  and " + (what.size() - SHOWN) + " more" : "";
    throw new AthanorException(
        Reason.NOT_SQUASHABLE,
        why
            + ":"
            + what.stream().limit(SHOWN).map(line -> "\n  " + line).collect(Collectors.joining())
            + more,
        nextStep);
  }
}
