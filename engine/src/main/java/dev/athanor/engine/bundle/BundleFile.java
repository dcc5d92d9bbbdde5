package dev.athanor.engine.bundle;

import dev.athanor.engine.model.Changeset;
import dev.athanor.engine.model.ChangesetKey;
import dev.athanor.engine.model.ChangesetSql;
import dev.athanor.engine.model.CompiledRevision;
import dev.athanor.engine.model.Digest;
import dev.athanor.engine.model.HeadState;
import dev.athanor.engine.model.LiveSource;
import dev.athanor.engine.model.PropertyChoice;
import dev.athanor.engine.model.StepFindings;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/** A bundle's bytes and what has been read of them. */
final class BundleFile {
  static final long MAX_FILE = 256L << 20;

  private final byte[] bytes;
  private final Map<String, ZipContainer.Member> members;
  private String digest;
  private Manifest manifest;
  private Map<Changeset, ChangesetSql> sql;
  private Map<ChangesetKey, ChangesetSql> sqlByKey;
  private List<Baseline> baselines = List.of();
  private Map<String, StepFindings> findings;

  BundleFile(byte[] bytes) {
    this.bytes = bytes;
    this.members =
        ZipContainer.read(bytes, BundleMembers.NAMES, BundleMembers.FINDINGS, BundleMembers.LIMITS);
  }

  /** The one file that all this makes. */
  static BundleFile of(
      String liquibase,
      List<CompiledRevision> revisions,
      List<ChangesetSql> changesets,
      List<Baseline> baselines,
      Optional<LiveSource> live,
      List<PropertyChoice> choices,
      SortedMap<String, byte[]> sources) {
    Manifest manifest =
        new Manifest(
            choices.isEmpty() ? HeadState.of(revisions) : Optional.empty(),
            liquibase,
            baselines,
            live,
            choices,
            revisions);
    List<ChangesetSql> sql = new ArrayList<>(changesets);
    baselines.forEach(each -> sql.add(new ChangesetSql(each.sql(), List.of())));
    Map<String, byte[]> members = new LinkedHashMap<>();
    members.put(BundleMembers.MANIFEST, ManifestWriter.write(manifest));
    members.put(BundleMembers.SQL, SqlCodec.write(sql));
    members.put(BundleMembers.SOURCES, Tar.write(sources));
    return new BundleFile(ZipContainer.write(members));
  }

  /** The same with what was found of its steps, and with nothing else that was. */
  BundleFile with(List<StepFindings> found) {
    Map<String, ZipContainer.Member> all = new LinkedHashMap<>(members);
    all.remove(BundleMembers.FINDINGS);
    if (!found.isEmpty()) {
      all.put(
          BundleMembers.FINDINGS,
          ZipContainer.pack(BundleMembers.FINDINGS, FindingsJson.write(found)));
    }
    return new BundleFile(ZipContainer.file(all));
  }

  /** By step; none in a bundle of which nothing was rehearsed. */
  synchronized Map<String, StepFindings> findings() {
    if (findings == null) {
      ZipContainer.Member member = members.get(BundleMembers.FINDINGS);
      findings = member == null ? Map.of() : FindingsJson.read(ZipContainer.inflate(member));
    }
    return findings;
  }

  byte[] bytes() {
    return bytes.clone();
  }

  synchronized String digest() {
    if (digest == null) {
      digest = Digest.of(bytes);
    }
    return digest;
  }

  synchronized Manifest manifest() {
    if (manifest == null) {
      manifest = ManifestReader.read(json());
    }
    return manifest;
  }

  Optional<HeadState> headState() {
    return ManifestReader.readHeadState(json());
  }

  private byte[] json() {
    return ZipContainer.inflate(members.get(BundleMembers.MANIFEST));
  }

  /** Only where there are any does it unpack the SQL. */
  synchronized List<Baseline> baselines() {
    if (!manifest().baselines().isEmpty()) {
      readSql();
    }
    return baselines;
  }

  /** Of the first changeset with this key. */
  synchronized ChangesetSql sql(ChangesetKey key) {
    readSql();
    return known(sqlByKey.get(key), key);
  }

  /** Of a changeset as the manifest has it: another may have the same key. */
  synchronized ChangesetSql sql(Changeset changeset) {
    readSql();
    return known(sql.get(changeset), changeset.key());
  }

  private static ChangesetSql known(ChangesetSql found, ChangesetKey key) {
    if (found == null) {
      throw BundleErrors.invalid("it has no changeset " + key);
    }
    return found;
  }

  /** The files that it was compiled from, by path. */
  SortedMap<String, byte[]> sources() {
    return Tar.read(ZipContainer.inflate(members.get(BundleMembers.SOURCES)));
  }

  private void readSql() {
    if (sql != null) {
      return;
    }
    List<Changeset> changesets = new ArrayList<>();
    manifest().revisions().forEach(revision -> changesets.addAll(revision.changesets()));
    List<ChangesetSql> list = unpackSql();
    int size = changesets.size();
    if (size + manifest().baselines().size() != list.size()) {
      throw BundleErrors.invalid("its SQL does not belong to its manifest");
    }
    Map<Changeset, ChangesetSql> all = new IdentityHashMap<>(list.size());
    Map<ChangesetKey, ChangesetSql> byKey = new HashMap<>(list.size() * 2);
    for (int i = 0; i < size; i++) {
      all.put(changesets.get(i), list.get(i));
      byKey.putIfAbsent(changesets.get(i).key(), list.get(i));
    }
    baselines = withSql(manifest().baselines(), list.subList(size, list.size()));
    sqlByKey = byKey;
    sql = all;
  }

  private static List<Baseline> withSql(List<Baseline> named, List<ChangesetSql> sql) {
    List<Baseline> whole = new ArrayList<>();
    for (int i = 0; i < named.size(); i++) {
      Baseline each = named.get(i);
      whole.add(
          new Baseline(
              each.revision(), each.schema(), each.covers(), each.accepted(), sql.get(i).up()));
    }
    return List.copyOf(whole);
  }

  private List<ChangesetSql> unpackSql() {
    ZipContainer.Member member = members.get(BundleMembers.SQL);
    try (InputStream in = new BufferedInputStream(ZipContainer.stream(member))) {
      return SqlCodec.read(in, member.size());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
