package dev.athanor.maven;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.athanor.engine.testing.SystemPostgres;
import dev.athanor.maven.testing.BucketServer;
import dev.athanor.maven.testing.MavenProject;
import dev.athanor.maven.testing.MavenProject.Run;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goals whose backups lie in a bucket, encrypted; what that takes is fetched by the plugin. */
class BucketGoalsIT {
  private static final String KEY =
      "AGE-SECRET-KEY-1X66D40AT7YFRX6ZT7J478ZPSH6J04DCPJXVDAFFZ8YLHCAAMWZNSQLDKQV";
  private static final String ID = "age1r36gvpa9ddc486xyge6c55akyu739jcretsvrv0rvvys54l9uqjq5kkzzu";
  private static final String SECRET = "what nobody else reads";

  @TempDir Path bucket;

  @Test
  void aBackupGoesThereAndComesBack() throws Exception {
    assumeTrue(SystemPostgres.isInstalled());
    SystemPostgres server = SystemPostgres.get();
    String database = server.newDatabase();
    MavenProject project =
        MavenProject.create("bucket")
            .revision("1975ea83b712", "<base>", "CREATE TABLE users (id int)", "DROP TABLE users")
            .write("key.txt", "# of a test\n" + KEY + "\n");
    try (Connection connection = server.connect(database);
        Statement statement = connection.createStatement();
        BucketServer s3 = new BucketServer(bucket)) {
      statement.execute("CREATE TABLE notes AS SELECT '" + SECRET + "' AS note");
      Map<String, String> environment = new HashMap<>(s3.keys());
      environment.put("DATABASE_URL", server.url(database));
      String place = "-Dathanor.backupDirectory=" + s3.location("shop");
      String key = "-Dathanor.backupKeyFile=" + project.path("key.txt");
      String tools = "-Dathanor.postgresBin=" + server.bin();

      Run up =
          project.maven(
              environment,
              "athanor:backup",
              "athanor:upgrade",
              "athanor:backups",
              place,
              key,
              tools);

      assertThat(up.succeeded()).as(up.output()).isTrue();
      assertThat(up.output()).contains("Upgraded to 1975ea83b712", "encrypted to " + ID);
      List<String> names =
          Pattern.compile("(\\S+-\\d{8}T\\d{6}Z-\\S+)  ")
              .matcher(up.output())
              .results()
              .map(MatchResult::group)
              .map(String::strip)
              .distinct()
              .toList();
      assertThat(names).as(up.output()).hasSize(2);
      assertThat(stored()).noneMatch(content -> content.contains(SECRET));

      String restore = "-Dathanor.restore=" + names.get(1);
      environment.put("DATABASE_URL", server.url(server.newDatabase()));
      Run back = project.maven(environment, "athanor:restore", restore, place, key, tools);
      assertThat(back.succeeded()).as(back.output()).isTrue();
      String restored = environment.get("DATABASE_URL").replaceAll(".*/([^?]*).*", "$1");
      try (Connection there = server.connect(restored);
          ResultSet row = there.createStatement().executeQuery("SELECT note FROM notes")) {
        assertThat(row.next()).isTrue();
        assertThat(row.getString(1)).isEqualTo(SECRET);
      }
    }
  }

  private List<String> stored() throws Exception {
    try (Stream<Path> files = Files.walk(bucket)) {
      return files.filter(Files::isRegularFile).map(BucketGoalsIT::read).toList();
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
