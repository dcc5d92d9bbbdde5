package dev.athanor.engine.testing;

import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.model.Changeset;
import dev.athanor.engine.model.ChangesetKey;
import dev.athanor.engine.model.ChangesetSql;
import dev.athanor.engine.model.CompiledRevision;
import dev.athanor.engine.model.Digest;
import dev.athanor.engine.model.Guard;
import dev.athanor.engine.model.Live;
import dev.athanor.engine.model.Revision;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Builds bundles in memory: a revision is one changeset unless {@link #and} adds more. */
public final class TestBundle {
  private final Map<String, Revision> revisions = new LinkedHashMap<>();
  private final Map<String, List<Changeset>> changesets = new LinkedHashMap<>();
  private final Map<ChangesetKey, ChangesetSql> sql = new LinkedHashMap<>();
  private String last;

  /** A revision after the last one. */
  public TestBundle revision(String id, String up, String... down) {
    return revision(id, last == null ? List.of() : List.of(last), up, down);
  }

  public TestBundle revision(String id, List<String> parents, String up, String... down) {
    revisions.put(
        id,
        new Revision(
            id, parents, List.of(), List.of(), "message of " + id, null, false, id + ".sql"));
    changesets.put(id, new ArrayList<>());
    last = id;
    return up == null ? this : and(id, up, down);
  }

  /** One more changeset in the last revision. */
  public TestBundle and(String id, String up, String... down) {
    ChangesetKey key = new ChangesetKey("test", id, last + ".sql");
    sql.put(
        key, new ChangesetSql(up.isEmpty() ? List.of() : List.of(up.split(";;")), List.of(down)));
    changesets
        .get(last)
        .add(changeset(key, "9:" + Digest.of(up).substring(7, 39), down.length > 0));
    return this;
  }

  /** Changes the changeset added last. */
  public TestBundle with(UnaryOperator<Edit> change) {
    List<Changeset> list = changesets.get(last);
    list.add(change.apply(new Edit(list.remove(list.size() - 1))).changeset());
    return this;
  }

  public Bundle build() {
    List<CompiledRevision> compiled = new ArrayList<>();
    revisions.forEach(
        (id, revision) -> compiled.add(new CompiledRevision(revision, changesets.get(id))));
    return new Bundle(Digest.of(compiled.toString() + sql), compiled, sql::get);
  }

  private static Changeset changeset(ChangesetKey key, String checksum, boolean reversible) {
    return new Changeset(
        key,
        checksum,
        List.of(),
        Changeset.OnValidationFail.HALT,
        true,
        false,
        false,
        true,
        "",
        "",
        Optional.empty(),
        reversible,
        "sql",
        "",
        Optional.empty(),
        Optional.empty(),
        List.of(),
        0);
  }

  /** A changeset with parts replaced. */
  public static final class Edit {
    private final Changeset original;
    private String checksum;
    private List<String> validChecksums;
    private boolean transactional;
    private boolean runAlways;
    private boolean runOnChange;
    private boolean failOnError;
    private String contexts;
    private Optional<Guard> guard;
    private String comments;
    private Optional<Live> live;
    private List<String> keeps;

    private Edit(Changeset original) {
      this.original = original;
      this.checksum = original.checksum();
      this.validChecksums = original.validChecksums();
      this.transactional = original.transactional();
      this.runAlways = original.runAlways();
      this.runOnChange = original.runOnChange();
      this.failOnError = original.failOnError();
      this.contexts = original.contexts();
      this.guard = original.guard();
      this.comments = original.comments();
      this.live = original.live();
      this.keeps = original.keeps();
    }

    private Changeset changeset() {
      return new Changeset(
          original.key(),
          checksum,
          validChecksums,
          original.onValidationFail(),
          transactional,
          runAlways,
          runOnChange,
          failOnError,
          contexts,
          original.labels(),
          guard,
          original.reversible(),
          original.description(),
          comments,
          original.tag(),
          live,
          keeps,
          original.line());
    }

    public Edit checksum(String value) {
      checksum = value;
      return this;
    }

    public Edit validChecksum(String value) {
      validChecksums = List.of(value);
      return this;
    }

    public Edit comments(String value) {
      comments = value;
      return this;
    }

    public Edit outsideTransaction() {
      transactional = false;
      return this;
    }

    public Edit runAlways() {
      runAlways = true;
      return this;
    }

    public Edit runOnChange() {
      runOnChange = true;
      return this;
    }

    public Edit mayFail() {
      failOnError = false;
      return this;
    }

    public Edit contexts(String value) {
      contexts = value;
      return this;
    }

    public Edit guard(Guard value) {
      guard = Optional.of(value);
      return this;
    }

    public Edit keeps(String... tables) {
      keeps = List.of(tables);
      return this;
    }

    public Edit live(String reason) {
      live = Optional.of(new Live(reason, true));
      return this;
    }
  }
}
