package dev.athanor.engine.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.testing.RandomText;
import dev.athanor.engine.testing.SystemPostgres;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A row is a line, whatever is in it. */
class DumpRowsTest {
  @TempDir Path folder;

  @Test
  void countsLinesOfTablesAndNothingElse() throws IOException {
    String script =
        """
        SET client_encoding = 'UTF8';
        COPY
        -- Data for Name: COPY no.table (x) FROM stdin;
        COPY public.a (x, "y FROM stdin;") FROM stdin;
        1\t2
        \\\\.\t.
        COPY public.b (x) FROM stdin;
        \\.

        COPY public."a (b)
        c "" d"  FROM stdin;


        \\.

        COPY s.empty (x) FROM stdin;
        \\.
        SELECT pg_catalog.setval('public.s', 5, true);
        """;
    byte[] bytes = script.getBytes(StandardCharsets.UTF_8);
    assertThat(DumpRows.of(new ByteArrayInputStream(bytes)).byTable())
        .isEqualTo(Map.of("public.a", 3L, "public.\"a (b)\nc \"\" d\"", 2L, "s.empty", 0L));
  }

  /** By what pg_dump and pg_restore make of it. */
  @Test
  void countsWhateverTextIsInRows() throws Exception {
    assumeTrue(SystemPostgres.isInstalled(), "no PostgreSQL in /usr/lib/postgresql");
    BackupFixture fixture = BackupFixture.filled();
    String odd = "\"COPY\n中 (\"\" FROM stdin;\"";
    fixture.execute("CREATE TABLE " + odd + " (a text, b text); CREATE TABLE bare ()");
    fixture.execute("INSERT INTO bare DEFAULT VALUES; INSERT INTO bare DEFAULT VALUES");
    Random random = new Random(16);
    insert(fixture, odd, random);
    Path dump = folder.resolve("dump");
    ToolProcess.Result dumped =
        new ToolProcess(
                List.of(
                    BackupFixture.tools().program("pg_dump"),
                    "--format=directory",
                    "--file=" + dump,
                    "--encoding=UTF8"),
                fixture.source().libpq(),
                Watch.OF_FILES)
            .run();
    assertThat(dumped.succeeded()).as(dumped.errors()).isTrue();

    DumpRows rows = DumpRows.count(BackupFixture.tools(), dump);

    assertThat(rows.byTable())
        .containsEntry("public." + odd, 500L)
        .containsEntry("public.bare", 2L)
        .containsEntry("public.users", 3000L)
        .containsEntry("public.empty_one", 0L);
    try (Database session = fixture.source().open()) {
      assertThat(rows.differencesFrom(session)).isEmpty();
      session.execute("INSERT INTO public.bare DEFAULT VALUES; DELETE FROM athanor.undo");
      assertThat(rows.differencesFrom(session))
          .containsExactlyInAnyOrder(
              "public.bare (3 instead of 2)", "athanor.undo (0 instead of 1)");
    }
  }

  private static void insert(BackupFixture fixture, String table, Random random)
      throws SQLException {
    try (Connection connection = fixture.server.connect(fixture.database);
        PreparedStatement insert =
            connection.prepareStatement("INSERT INTO " + table + " VALUES (?, ?)")) {
      for (int i = 0; i < 500; i++) {
        String first = i % 50 == 0 ? "\\." : RandomText.next(random).replace("\0", "");
        insert.setString(1, first);
        insert.setString(2, i % 7 == 0 ? null : "\n\\.\n" + i);
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }
}
