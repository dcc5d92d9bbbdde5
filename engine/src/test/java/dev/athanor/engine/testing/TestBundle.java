package dev.athanor.engine.testing;

import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.model.Changeset;
import dev.athanor.engine.model.ChangesetKey;
import dev.athanor.engine.model.ChangesetSql;
import dev.athanor.engine.model.CompiledRevision;
import dev.athanor.engine.model.Digest;
import dev.athanor.engine.model.Guard;
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
    list.add(change.apply(new Edit(list.remove(list.size() - 1))).value);
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
        Optional.empty());
  }

  /** A changeset with parts replaced. */
  public static final class Edit {
    private Changeset value;

    private Edit(Changeset value) {
      this.value = value;
    }

    private Edit set(
        String checksum,
        boolean transactional,
        boolean always,
        boolean onChange,
        boolean failOnError,
        String contexts,
        Optional<Guard> guard,
        Optional<String> live,
        List<String> valid) {
      value =
          new Changeset(
              value.key(),
              checksum,
              valid,
              value.onValidationFail(),
              transactional,
              always,
              onChange,
              failOnError,
              contexts,
              value.labels(),
              guard,
              value.reversible(),
              value.description(),
              value.comments(),
              value.tag(),
              live);
      return this;
    }

    public Edit checksum(String checksum) {
      return set(
          checksum,
          value.transactional(),
          value.runAlways(),
          value.runOnChange(),
          value.failOnError(),
          value.contexts(),
          value.guard(),
          value.live(),
          value.validChecksums());
    }

    public Edit validChecksum(String valid) {
      return set(
          value.checksum(),
          value.transactional(),
          value.runAlways(),
          value.runOnChange(),
          value.failOnError(),
          value.contexts(),
          value.guard(),
          value.live(),
          List.of(valid));
    }

    public Edit outsideTransaction() {
      return set(
          value.checksum(),
          false,
          value.runAlways(),
          value.runOnChange(),
          value.failOnError(),
          value.contexts(),
          value.guard(),
          value.live(),
          value.validChecksums());
    }

    public Edit runAlways() {
      return set(
          value.checksum(),
          value.transactional(),
          true,
          value.runOnChange(),
          value.failOnError(),
          value.contexts(),
          value.guard(),
          value.live(),
          value.validChecksums());
    }

    public Edit runOnChange() {
      return set(
          value.checksum(),
          value.transactional(),
          value.runAlways(),
          true,
          value.failOnError(),
          value.contexts(),
          value.guard(),
          value.live(),
          value.validChecksums());
    }

    public Edit mayFail() {
      return set(
          value.checksum(),
          value.transactional(),
          value.runAlways(),
          value.runOnChange(),
          false,
          value.contexts(),
          value.guard(),
          value.live(),
          value.validChecksums());
    }

    public Edit contexts(String contexts) {
      return set(
          value.checksum(),
          value.transactional(),
          value.runAlways(),
          value.runOnChange(),
          value.failOnError(),
          contexts,
          value.guard(),
          value.live(),
          value.validChecksums());
    }

    public Edit guard(Guard guard) {
      return set(
          value.checksum(),
          value.transactional(),
          value.runAlways(),
          value.runOnChange(),
          value.failOnError(),
          value.contexts(),
          Optional.of(guard),
          value.live(),
          value.validChecksums());
    }

    public Edit live(String reason) {
      return set(
          value.checksum(),
          value.transactional(),
          value.runAlways(),
          value.runOnChange(),
          value.failOnError(),
          value.contexts(),
          value.guard(),
          Optional.of(reason),
          value.validChecksums());
    }
  }
}
