package dev.athanor.engine.bundle;

import dev.athanor.engine.model.Changeset;
import dev.athanor.engine.model.ChangesetKey;
import dev.athanor.engine.model.ChangesetSql;
import dev.athanor.engine.model.CompiledRevision;
import dev.athanor.engine.model.Digest;
import dev.athanor.engine.model.HeadState;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A bundle's bytes and what has been read of them. */
final class BundleFile {
  static final long MAX_FILE = 256L << 20;

  /** More than the manifest takes to say where its head is. */
  private static final int START = 4096;

  private final byte[] bytes;
  private final Map<String, ZipContainer.Member> members;
  private String digest;
  private Manifest manifest;
  private Map<ChangesetKey, ChangesetSql> sql;
  private SortedMap<String, String> files;

  BundleFile(byte[] bytes) {
    this.bytes = bytes;
    this.members = ZipContainer.read(bytes, BundleMembers.NAMES, BundleMembers.LIMITS);
  }

  /** The one file that {@code revisions}, {@code sql} and {@code sources} make. */
  static BundleFile of(
      String liquibase,
      List<CompiledRevision> revisions,
      List<ChangesetSql> sql,
      SortedMap<String, byte[]> sources) {
    byte[] sqlMember = SqlCodec.write(sql);
    byte[] sourcesMember = Tar.write(sources);
    SortedMap<String, String> files = new TreeMap<>();
    sources.forEach((path, data) -> files.put(path, Digest.of(data)));
    Manifest manifest =
        new Manifest(
            HeadState.of(revisions),
            liquibase,
            Digest.of(sqlMember),
            Digest.of(sourcesMember),
            revisions);
    Map<String, byte[]> members = new LinkedHashMap<>();
    members.put(BundleMembers.MANIFEST, ManifestWriter.write(manifest, files));
    members.put(BundleMembers.SQL, sqlMember);
    members.put(BundleMembers.SOURCES, sourcesMember);
    return new BundleFile(ZipContainer.write(members));
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
    return ManifestReader.readHeadState(
        ZipContainer.start(members.get(BundleMembers.MANIFEST), START));
  }

  private byte[] json() {
    return ZipContainer.inflate(members.get(BundleMembers.MANIFEST));
  }

  synchronized ChangesetSql sql(ChangesetKey key) {
    if (sql == null) {
      sql = readSql();
    }
    ChangesetSql found = sql.get(key);
    if (found == null) {
      throw BundleErrors.invalid("it has no changeset " + key);
    }
    return found;
  }

  private Map<ChangesetKey, ChangesetSql> readSql() {
    List<ChangesetSql> list = SqlCodec.read(checked(BundleMembers.SQL, manifest().sqlDigest()));
    Map<ChangesetKey, ChangesetSql> byKey = new HashMap<>();
    int at = 0;
    for (CompiledRevision revision : manifest().revisions()) {
      for (Changeset changeset : revision.changesets()) {
        if (at == list.size() || byKey.put(changeset.key(), list.get(at++)) != null) {
          throw BundleErrors.invalid("its SQL does not belong to its manifest");
        }
      }
    }
    if (at != list.size()) {
      throw BundleErrors.invalid("its SQL does not belong to its manifest");
    }
    return byKey;
  }

  /** Digest of every source file by path. */
  synchronized SortedMap<String, String> files() {
    if (files == null) {
      files = Collections.unmodifiableSortedMap(ManifestReader.readFiles(json()));
    }
    return files;
  }

  SortedMap<String, byte[]> sources() {
    SortedMap<String, String> digests = files();
    SortedMap<String, byte[]> files =
        Tar.read(checked(BundleMembers.SOURCES, manifest().sourcesDigest()));
    if (!files.keySet().equals(digests.keySet())) {
      throw BundleErrors.invalid("its sources are not those that manifest.json lists");
    }
    files.forEach(
        (path, data) -> {
          if (path.startsWith("/") || List.of(path.split("/", -1)).contains("..")) {
            throw BundleErrors.invalid("the source " + path + " leads out of it");
          }
          if (!Digest.of(data).equals(digests.get(path))) {
            throw BundleErrors.invalid("the source " + path + " was altered");
          }
        });
    return Collections.unmodifiableSortedMap(files);
  }

  void verify() {
    if (sql == null) {
      readSql();
    }
    sources();
    if (!HeadState.of(manifest().revisions()).equals(manifest().headState())) {
      throw BundleErrors.invalid("its head is not that of the revisions it lists");
    }
  }

  private byte[] checked(String name, String digest) {
    byte[] data = ZipContainer.inflate(members.get(name));
    if (!Digest.of(data).equals(digest)) {
      throw BundleErrors.invalid(name + " does not have the digest that manifest.json gives it");
    }
    return data;
  }
}
