package dev.athanor.engine.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.athanor.engine.model.Changeset;
import dev.athanor.engine.model.Changeset.OnValidationFail;
import dev.athanor.engine.model.ChangesetKey;
import dev.athanor.engine.model.ChangesetSql;
import dev.athanor.engine.model.CompiledRevision;
import dev.athanor.engine.model.Digest;
import dev.athanor.engine.model.Guard;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.model.Revision;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleTest {
  @TempDir Path directory;

  private static final Changeset PLAIN = changeset("1", Optional.empty());

  private static final Changeset UNUSUAL =
      new Changeset(
          new ChangesetKey("bob", "2", "else/where.sql"),
          "9:ff",
          List.of("any", "9:aa"),
          OnValidationFail.MARK_RAN,
          false,
          true,
          true,
          false,
          "test",
          "l1, l2",
          Optional.of(
              new Guard(
                  new Guard.And(
                      List.of(
                          new Guard.Not(List.of(new Guard.Query("SELECT 1", "1", "one"))),
                          new Guard.Or(List.of(new Guard.Constant(true, "dbms"))))),
                  Guard.Action.MARK_RAN,
                  Guard.Action.WARN,
                  "why not")),
          false,
          "createTable tableName=x",
          "zwölf \" \\ \n 𝄞",
          Optional.of("v1"),
          Optional.of("customChange"));

  private static final List<CompiledRevision> REVISIONS =
      List.of(
          new CompiledRevision(
              new Revision(
                  "a1",
                  List.of(),
                  List.of(),
                  List.of("main"),
                  "first",
                  Instant.parse("2026-11-22T10:00:00Z"),
                  false,
                  "versions/a.sql"),
              List.of(PLAIN)),
          new CompiledRevision(
              new Revision(
                  "b2", List.of("a1"), List.of("a1"), List.of(), "", null, true, "versions/b.sql"),
              List.of(UNUSUAL)));

  private static final List<ChangesetSql> SQL =
      List.of(
          new ChangesetSql(List.of("CREATE TABLE x ()", "SELECT 'é'"), List.of("DROP TABLE x")),
          new ChangesetSql(List.of(), List.of()));

  private static final SortedMap<String, byte[]> SOURCES =
      new TreeMap<>(
          Map.of(
              "versions/a.sql",
              "-- a".getBytes(StandardCharsets.UTF_8),
              "versions/b.sql",
              new byte[600],
              "data/" + "long name ".repeat(14) + "/x.csv",
              new byte[0]));

  private static Changeset changeset(String id, Optional<Guard> guard) {
    return new Changeset(
        new ChangesetKey("ann", id, "versions/a.sql"),
        "9:00",
        List.of(),
        OnValidationFail.HALT,
        true,
        false,
        false,
        true,
        "",
        "",
        guard,
        true,
        "sql",
        "",
        Optional.empty(),
        Optional.empty());
  }

  private static byte[] bytes() {
    return BundleFile.of("4.33.0", REVISIONS, SQL, SOURCES).bytes();
  }

  private static void assertInvalid(byte[] bytes, String... texts) {
    var thrown =
        assertThatThrownBy(() -> Bundle.read(bytes).verify())
            .hasFieldOrPropertyWithValue("reason", Reason.INVALID_BUNDLE);
    for (String text : texts) {
      thrown.hasMessageContaining(text);
    }
  }

  @Test
  void holdsEverything() {
    Bundle bundle = Bundle.read(bytes());

    assertThat(bundle.revisions()).isEqualTo(REVISIONS);
    assertThat(bundle.sql(PLAIN.key())).isEqualTo(SQL.get(0));
    assertThat(bundle.sql(UNUSUAL.key())).isEqualTo(SQL.get(1));
    assertThat(bundle.sources()).containsExactlyEntriesOf(SOURCES);
    assertThat(bundle.files()).containsEntry("versions/a.sql", Digest.of("-- a"));
    assertThat(bundle.liquibaseVersion()).isEqualTo("4.33.0");
    assertThat(bundle.digest()).isEqualTo(Digest.of(bytes()));
    assertThat(bundle.graph().heads()).containsExactly("b2");
    bundle.verify();
  }

  @Test
  void theBytesArePinned() {
    // A change here changes every bundle's digest: raise Manifest.FORMAT with it.
    assertThat(Digest.of(bytes()))
        .isEqualTo("sha256:5b857fdec396862ef14c1429e783d40e857f896f61a0c150214e923afe24651f");
  }

  @Test
  void isAnOrdinaryZipOfThreeMembers() throws IOException {
    assertThat(unzip(bytes()).keySet()).containsExactly("manifest.json", "sql.json", "sources.tar");
  }

  @Test
  void writesAtOnceAndReadsBack() {
    Path file = directory.resolve("new/bundle.zip");
    Bundle bundle = Bundle.read(bytes());
    bundle.write(file);
    bundle.write(file);

    assertThat(Bundle.read(file, bundle.digest()).revisions()).isEqualTo(REVISIONS);
    assertThat(file.getParent()).isDirectoryContaining("glob:**/bundle.zip");
    assertThat(file.getParent().toFile().list()).hasSize(1);
  }

  @Test
  void anotherBundleThanTheOneAskedFor() {
    Path file = directory.resolve("bundle.zip");
    Bundle.read(bytes()).write(file);

    assertThatThrownBy(() -> Bundle.read(file, "sha256:00"))
        .hasFieldOrPropertyWithValue("reason", Reason.INVALID_BUNDLE)
        .hasMessageContaining("sha256:00")
        .hasMessageContaining(Digest.of(bytes()));
  }

  @Test
  void noFileOrNoBundle() throws IOException {
    assertThatThrownBy(() -> Bundle.read(directory.resolve("none.zip")))
        .hasFieldOrPropertyWithValue("reason", Reason.INVALID_BUNDLE)
        .hasMessageContaining("none.zip");
    assertInvalid(new byte[0]);
    assertInvalid("PK is not enough".getBytes(StandardCharsets.UTF_8));
    Files.createDirectory(directory.resolve("dir"));
    assertThatThrownBy(() -> Bundle.read(directory.resolve("dir")))
        .hasFieldOrPropertyWithValue("reason", Reason.INVALID_BUNDLE);
  }

  @Test
  void anySingleByteThatChangesIsFound() {
    byte[] good = bytes();
    Random random = new Random(5);
    for (int i = 0; i < good.length; i++) {
      byte[] bad = good.clone();
      bad[i] ^= (byte) (1 << random.nextInt(8));
      assertInvalid(bad);
    }
  }

  @Test
  void anyTruncationOrAdditionIsFound() {
    byte[] good = bytes();
    for (int length = 0; length < good.length; length += 7) {
      assertInvalid(Arrays.copyOf(good, length));
    }
    assertInvalid(Arrays.copyOf(good, good.length + 1));
    byte[] prefixed = new byte[good.length + 1];
    System.arraycopy(good, 0, prefixed, 1, good.length);
    assertInvalid(prefixed);
  }

  @Test
  void membersPackedAgainByAnotherToolAreRefused() throws IOException {
    assertInvalid(zip(unzip(bytes())));
  }

  @Test
  void anAlteredManifestOrMemberIsNamed() throws IOException {
    Map<String, byte[]> members = unzip(bytes());
    replace(members, "sql.json", "DROP TABLE x", "DROP TABLE y");
    assertInvalid(ZipContainer.write(members), "sql.json does not have the digest");

    members = unzip(bytes());
    replace(members, "sources.tar", "-- a", "-- b");
    assertInvalid(ZipContainer.write(members), "sources.tar does not have the digest");

    members = unzip(bytes());
    replace(members, "manifest.json", "versions/a.sql\":\"sha256:", "versions/a.sql\":\"sha256;");
    assertInvalid(ZipContainer.write(members), "versions/a.sql was altered");

    members = unzip(bytes());
    replace(members, "manifest.json", "\"versions/b.sql\":\"sha", "\"versions/c.sql\":\"sha");
    assertInvalid(ZipContainer.write(members), "sources are not those that manifest.json lists");

    members = unzip(bytes());
    replace(members, "manifest.json", "\"message\"", "\"massage\"");
    assertInvalid(ZipContainer.write(members), "'massage'");

    members = unzip(bytes());
    replace(members, "manifest.json", "{\"format\":2", "{\"format\":9");
    assertInvalid(ZipContainer.write(members), "format 9");
  }

  @Test
  void pathTraversal() throws IOException {
    for (String path : List.of("../evil.sql", "a/../../evil.sql", "/etc/evil.sql")) {
      SortedMap<String, byte[]> sources = new TreeMap<>(Map.of(path, new byte[1]));
      assertInvalid(
          BundleFile.of("4.33.0", REVISIONS, SQL, sources).bytes(), path, "leads out of it");
    }
  }

  @Test
  void doubledMembers() throws IOException {
    Map<String, byte[]> members = unzip(bytes());
    Map<String, byte[]> doubled = new LinkedHashMap<>(members);
    doubled.put("sql.jsom", members.get("sql.json"));
    byte[] bytes = ZipContainer.write(doubled);
    for (int i = 0; i + 8 <= bytes.length; i++) {
      if (new String(bytes, i, 8, StandardCharsets.ISO_8859_1).equals("sql.jsom")) {
        bytes[i + 7] = 'n';
      }
    }
    assertInvalid(bytes);
  }

  @Test
  void bombsAreNotUnpacked() {
    byte[] lies = bytes();
    int size = 22; // of manifest.json, in its local header
    lies[size + 2] = 0x10;
    assertInvalid(lies, "manifest.json claims a size that its data cannot have");
    lies[size + 3] = 0x40;
    assertInvalid(lies, "manifest.json claims more than");
  }

  @Test
  void sqlThatBelongsToAnotherManifest() {
    assertInvalid(
        BundleFile.of("4.33.0", REVISIONS, SQL.subList(0, 1), SOURCES).bytes(),
        "its SQL does not belong to its manifest");
  }

  @Test
  void deflatesWhatTheJdkInflates() throws IOException {
    Random random = new Random(11);
    for (int size : new int[] {0, 1, 100, 65_535, 65_536, 300_000}) {
      byte[] noise = new byte[size];
      random.nextBytes(noise);
      byte[] text = new byte[size];
      for (int i = 0; i < size; i++) {
        text[i] = (byte) "abracadabra".charAt(random.nextInt(3) + i % 7);
      }
      Map<String, byte[]> members = new LinkedHashMap<>();
      members.put("noise", noise);
      members.put("text", text);
      assertThat(unzip(ZipContainer.write(members)))
          .containsEntry("noise", noise)
          .containsEntry("text", text);
    }
  }

  private static void replace(Map<String, byte[]> members, String name, String from, String to) {
    String text = new String(members.get(name), StandardCharsets.ISO_8859_1);
    assertThat(text).contains(from);
    members.put(name, text.replace(from, to).getBytes(StandardCharsets.ISO_8859_1));
  }

  private static Map<String, byte[]> unzip(byte[] bytes) throws IOException {
    Map<String, byte[]> members = new LinkedHashMap<>();
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(bytes))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        members.put(entry.getName(), in.readAllBytes());
      }
    }
    return members;
  }

  private static byte[] zip(Map<String, byte[]> members) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> member : new ArrayList<>(members.entrySet())) {
        zip.putNextEntry(new ZipEntry(member.getKey()));
        zip.write(member.getValue());
      }
    }
    return out.toByteArray();
  }
}
