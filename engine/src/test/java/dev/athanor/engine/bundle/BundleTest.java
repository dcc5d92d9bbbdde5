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
import dev.athanor.engine.model.Live;
import dev.athanor.engine.model.LiveSource;
import dev.athanor.engine.model.PropertyChoice;
import dev.athanor.engine.model.PropertyValues;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.model.Revision;
import dev.athanor.engine.model.RiskKind;
import dev.athanor.engine.model.StepFindings;
import dev.athanor.engine.model.StepFindings.Found;
import dev.athanor.engine.model.StepFindings.Level;
import dev.athanor.engine.testing.BundleSources;
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

  private static final Optional<LiveSource> LIVE =
      Optional.of(
          new LiveSource(
              Optional.of("db/c.xml"),
              new PropertyValues(Map.of("a", "1", "\"b", ""), List.of("one", "two"), "a and b")));

  private static final List<PropertyChoice> CHOICES =
      List.of(
          new PropertyChoice("rate", "prod and !eu", "", true),
          new PropertyChoice("rate", "", "x, y", false));

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
          Optional.of(new Live("customChange", true)),
          List.of("orders", "app.\"Line\""),
          7);

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
        Optional.empty(),
        List.of(),
        0);
  }

  private static byte[] bytes() {
    return BundleFile.of("4.33.0", REVISIONS, SQL, List.of(), LIVE, CHOICES, SOURCES).bytes();
  }

  private static void read(byte[] bytes) {
    Bundle bundle = Bundle.read(bytes);
    bundle.revisions().forEach(r -> r.changesets().forEach(c -> bundle.sql(c.key())));
  }

  private static void assertInvalid(byte[] bytes, String... texts) {
    var thrown =
        assertThatThrownBy(() -> read(bytes))
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
    assertThat(bundle.digest()).isEqualTo(Digest.of(bytes()));
    assertThat(bundle.graph().heads()).containsExactly("b2");
    assertThat(bundle.live()).isEqualTo(LIVE);
    assertThat(bundle.sources()).containsExactlyEntriesOf(SOURCES);
  }

  @Test
  void sourcesAreAnOrdinaryTar() {
    assertThat(BundleSources.of(bytes())).containsExactlyEntriesOf(SOURCES);
  }

  @Test
  void sqlIsReadableAsItIs() throws IOException {
    assertThat(new String(unzip(bytes()).get("changes.sql"), StandardCharsets.UTF_8))
        .isEqualTo(
            """
            -- changeset
            -- up 17
            CREATE TABLE x ()
            -- up 11
            SELECT 'é'
            -- down 12
            DROP TABLE x
            -- changeset
            """);
  }

  @Test
  void anyTextComesBackAsItWas() {
    Random random = new Random(3);
    String[] parts = {
      "-- up 3\n", "-- changeset\n", "\n", "a", "é", "\uD83D\uDE00", "", "\r", "\0"
    };
    for (int i = 0; i < 200; i++) {
      List<String> texts = new ArrayList<>();
      for (int n = random.nextInt(4); n > 0; n--) {
        StringBuilder text = new StringBuilder();
        for (int m = random.nextInt(6); m > 0; m--) {
          text.append(parts[random.nextInt(parts.length)]);
        }
        texts.add(text.toString());
      }
      ChangesetSql sql = new ChangesetSql(texts, texts.subList(texts.size() / 2, texts.size()));
      Bundle bundle =
          Bundle.read(
              BundleFile.of("1", REVISIONS, List.of(sql, sql), List.of(), LIVE, CHOICES, SOURCES)
                  .bytes());
      assertThat(bundle.sql(PLAIN.key())).isEqualTo(sql);
      assertThat(bundle.sql(UNUSUAL.key())).isEqualTo(sql);
    }
  }

  @Test
  void theBytesArePinned() {
    // A change here changes every bundle's digest: raise Manifest.FORMAT with it.
    assertThat(Digest.of(bytes()))
        .isEqualTo("sha256:227f5bbfd9eb7e84a253f9736210f14a5853c46133d75c38787a74fbbcd21b7e");
  }

  @Test
  void isAnOrdinaryZipOfThreeMembers() throws IOException {
    assertThat(unzip(bytes()).keySet())
        .containsExactly("manifest.json", "changes.sql", "sources.tar");
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
  void anySingleByteThatChangesIsFoundAlsoWhereNothingIsToBeDone() throws IOException {
    byte[] good = bytes();
    Path file = directory.resolve("bundle.zip");
    Random random = new Random(6);
    for (int i = 0; i < good.length; i++) {
      byte[] bad = good.clone();
      bad[i] ^= (byte) (1 << random.nextInt(8));
      Files.write(file, bad);
      assertThatThrownBy(() -> Bundle.open(file).headState())
          .hasFieldOrPropertyWithValue("reason", Reason.INVALID_BUNDLE);
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
    replace(members, "changes.sql", "DROP TABLE x", "DROP TABLE y");
    assertInvalid(altered(members), "it was altered");

    members = unzip(bytes());
    replace(members, "sources.tar", "-- a", "-- b");
    assertInvalid(altered(members), "it was altered");

    members = unzip(bytes());
    replace(members, "manifest.json", "\"message\"", "\"massage\"");
    assertInvalid(ZipContainer.write(members), "'massage'");

    members = unzip(bytes());
    replace(members, "manifest.json", "{\"format\":3", "{\"format\":1");
    assertInvalid(ZipContainer.write(members), "format 1, which is older");
    replace(members, "manifest.json", "1,\"reader\":\"0.1.0\"", "9,\"reader\":\"7.5.0\"");
    byte[] newer = ZipContainer.write(members);
    assertInvalid(newer, "newer than this Athanor: it has format 9");
    assertThatThrownBy(() -> Bundle.read(newer))
        .hasFieldOrPropertyWithValue(
            "nextStep",
            "Use Athanor 7.5.0 or newer, here and in the cluster, or build the bundle with this"
                + " version.");
  }

  @Test
  void doubledMembers() throws IOException {
    Map<String, byte[]> members = unzip(bytes());
    Map<String, byte[]> doubled = new LinkedHashMap<>(members);
    doubled.put("changes.sqm", members.get("changes.sql"));
    byte[] bytes = ZipContainer.write(doubled);
    for (int i = 0; i + 11 <= bytes.length; i++) {
      if (new String(bytes, i, 11, StandardCharsets.ISO_8859_1).equals("changes.sqm")) {
        bytes[i + 10] = 'l';
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
        BundleFile.of("4.33.0", REVISIONS, SQL.subList(0, 1), List.of(), LIVE, CHOICES, SOURCES)
            .bytes(),
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

  /** By somebody who knows all but that the file ends with its digest. */
  private static byte[] altered(Map<String, byte[]> members) {
    byte[] good = bytes();
    byte[] bad = ZipContainer.write(members);
    System.arraycopy(good, good.length - 71, bad, bad.length - 71, 71);
    return bad;
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

  private static final List<StepFindings> FINDINGS =
      List.of(
          new StepFindings(
              "00".repeat(16),
              17,
              List.of("public.a", "\"q\".ü"),
              Map.of("public.x", "public.y"),
              List.of(
                  new Found(
                      "drop-column",
                      Level.ERROR,
                      RiskKind.DATA_LOSS,
                      "public.a.b",
                      "public.a",
                      "dropped, \"text\"\n",
                      Optional.of("nobody reads it")),
                  new Found(
                      "lock-timeout-off",
                      Level.WARNING,
                      RiskKind.LONG_LOCK,
                      "",
                      "",
                      "is 0",
                      Optional.empty()))),
          new StepFindings("ff".repeat(16), 13, List.of(), Map.of(), List.of()));

  private static byte[] withFindings() {
    return Bundle.read(bytes()).withFindings(FINDINGS).bytes();
  }

  @Test
  void findingsOfRehearsalsAreAMemberOfTheirOwn() throws IOException {
    byte[] bytes = withFindings();
    Bundle bundle = Bundle.read(bytes);

    assertThat(unzip(bytes).keySet())
        .containsExactly("manifest.json", "changes.sql", "sources.tar", "findings.json");
    assertThat(bundle.findings().values()).containsExactlyElementsOf(FINDINGS);
    assertThat(bundle.findings().get("ff".repeat(16))).isEqualTo(FINDINGS.get(1));
    assertThat(bundle.revisions()).isEqualTo(REVISIONS);
    assertThat(bundle.sql(PLAIN.key())).isEqualTo(SQL.get(0));
    assertThat(bundle.digest()).isNotEqualTo(Digest.of(bytes()));
    assertThat(BundleSources.of(bytes)).containsExactlyEntriesOf(SOURCES);
    assertThat(bundle.withFindings(List.of()).bytes()).isEqualTo(bytes());
    assertThat(Bundle.read(bytes()).findings()).isEmpty();
  }

  @Test
  void anySingleByteThatChangesBesideFindingsIsFound() {
    byte[] good = withFindings();
    Random random = new Random(7);
    for (int i = 0; i < good.length; i++) {
      byte[] bad = good.clone();
      bad[i] ^= (byte) (1 << random.nextInt(8));
      assertInvalid(bad);
    }
    for (int length = 0; length < good.length; length += 7) {
      assertInvalid(Arrays.copyOf(good, length));
    }
  }

  @Test
  void findingsThatNobodyWroteAreNamed() throws IOException {
    for (String[] edit :
        new String[][] {
          {"\"rule\"", "\"role\"", "'role'"},
          {"\"DATA_LOSS\"", "\"DATA_GONE\"", "DATA_GONE"},
          {"\"postgresql\":17", "\"postgresql\":\"x\"", "damaged"},
          {"\"made\":[", "\"made\":[[],", "damaged"},
          {"\"step\"", "\"made\"", "damaged"},
        }) {
      Map<String, byte[]> members = unzip(withFindings());
      replace(members, "findings.json", edit[0], edit[1]);
      Bundle bundle = Bundle.read(ZipContainer.write(members));
      assertThatThrownBy(bundle::findings)
          .hasFieldOrPropertyWithValue("reason", Reason.INVALID_BUNDLE)
          .hasMessageContaining("findings.json")
          .hasMessageContaining(edit[2]);
    }
  }
}
