package dev.athanor.engine.swap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.database.SessionSettings;
import dev.athanor.engine.model.Digest;
import dev.athanor.engine.swap.Replacement.Replaced;
import dev.athanor.engine.testing.PostgresMajors;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Of every version of PostgreSQL that there is: each has other columns for a locale. */
class ReplacementTest {
  private static final String NAME = "Shop \"1\" of a name that has nearly as many bytes as can be";
  private static final String LOOKS =
      "SELECT (to_jsonb(d) - 'oid' - 'datfrozenxid' - 'datminmxid' - 'datacl' || jsonb_build_object("
          + "'acl', (SELECT array_agg(a::text ORDER BY a::text) FROM aclexplode(coalesce(datacl,"
          + " acldefault('d', datdba))) a), 'comment', shobj_description(oid, 'pg_database')))::text"
          + " FROM pg_database d WHERE datname = current_database()";

  static SortedSet<Integer> majors() {
    return PostgresMajors.available();
  }

  private static List<String> kinds(int major) {
    List<String> kinds = new ArrayList<>(List.of("LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'"));
    if (major >= 15) {
      kinds.add("LOCALE_PROVIDER icu ICU_LOCALE 'de-u-co-phonebk'");
    }
    if (major >= 16) {
      kinds.add("LOCALE_PROVIDER icu ICU_LOCALE 'und' ICU_RULES '&a < g'");
    }
    if (major >= 17) {
      kinds.add("LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8'");
    }
    return kinds;
  }

  @ParameterizedTest
  @MethodSource("majors")
  void looksAsTheOldOneDid(int major) throws IOException {
    try (EmbeddedPostgres server = PostgresMajors.start(major)) {
      DatabaseUrl url = DatabaseUrl.parse(PostgresMajors.url(server, "postgres"));
      try (Database session = Database.open(url, SessionSettings.DEFAULTS)) {
        for (String kind : kinds(major)) {
          session.execute(
              "CREATE DATABASE \"Shop \"\"1\"\" of a name that has nearly as many bytes as can be\""
                  + " TEMPLATE template0 ENCODING 'UTF8' "
                  + kind);
          session.execute("COMMENT ON DATABASE " + quoted(NAME) + " IS '100%'");
          replace(url.withDatabase(NAME));
          for (MarkedDatabase kept :
              MarkedDatabase.of(url.withDatabase(NAME), SessionSettings.DEFAULTS)) {
            assertThat(kept.mark().before()).isEqualTo("100%");
            MarkedDatabase.drop(url.withDatabase(NAME), SessionSettings.DEFAULTS, kept.name());
          }
          session.execute("DROP DATABASE " + quoted(NAME));
        }
      }
    }
  }

  private static void replace(DatabaseUrl url) {
    String looks = ask(url, LOOKS);
    List<RestoreStep> steps = new ArrayList<>();
    Replaced replaced;
    try (Database old = Database.open(url, SessionSettings.DEFAULTS);
        Replacement replacement =
            Replacement.of(old, SessionSettings.DEFAULTS, "a", Digest.of("a"), steps::add)) {
      replacement.create();
      try (Database side = Database.open(replacement.url(), SessionSettings.DEFAULTS)) {
        side.execute("CREATE TABLE public.is_new ()");
      }
      replacement.loaded();
      assertThat(replacement.isLoaded()).isTrue();
      replaced = replacement.swap("token", Duration.ofSeconds(30));
    }
    assertThat(ask(url, LOOKS)).isEqualTo(looks);
    assertThat(ask(url, "SELECT to_regclass('public.is_new')")).isEqualTo("public.is_new");
    assertThat(ask(url.withDatabase(replaced.keptAs()), "SELECT to_regclass('public.is_new')"))
        .isNull();
    assertThat(replaced.keptAs())
        .startsWith("Shop \"1\" of a name that has nearl_before_restore_2")
        .hasSizeLessThanOrEqualTo(63);
    assertThat(steps)
        .containsExactly(
            RestoreStep.CREATED,
            RestoreStep.OPENED,
            RestoreStep.LOADED,
            RestoreStep.DRESSED,
            RestoreStep.OLD_RENAMED,
            RestoreStep.BOTH_RENAMED,
            RestoreStep.SWAPPED);
  }

  private static String ask(DatabaseUrl url, String question) {
    try (Database session = Database.open(url, SessionSettings.DEFAULTS)) {
      return session.queryText(question);
    }
  }

  private static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }
}
