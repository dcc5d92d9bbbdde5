package dev.athanor.engine.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.engine.apply.Target;
import dev.athanor.engine.testing.TestBundle;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Both of Liquibase's tables are in one schema, whatever else the search path has. */
class HistoryTablesTest {
  private static final String LOCK =
      ".databasechangeloglock (id int NOT NULL, locked boolean NOT NULL,"
          + " lockgranted timestamp, lockedby varchar(255))";

  private final Target target = Target.fresh();

  @BeforeEach
  void twoSchemas() {
    target.execute("CREATE SCHEMA a; CREATE SCHEMA b");
  }

  private String tables() {
    return target.ask(
        "SELECT string_agg(relnamespace::regnamespace || '.' || relname, ' ' ORDER BY 1)"
            + " FROM (SELECT * FROM pg_class WHERE relname IN"
            + " ('databasechangelog', 'databasechangeloglock', 't')"
            + " ORDER BY relnamespace::regnamespace::text, relname) c");
  }

  @Test
  void aLockFurtherDownTheSearchPathIsNotTheChangelogs() {
    target.execute("CREATE TABLE b" + LOCK);
    target.settings = target.settings.withSearchPath("a,b");

    target.upgrade(new TestBundle().revision("r1", "CREATE TABLE t (id int)").build());

    assertThat(tables())
        .isEqualTo("a.databasechangelog a.databasechangeloglock a.t b.databasechangeloglock");
  }

  @Test
  void neitherIsOneInFrontOfIt() {
    target.settings = target.settings.withSearchPath("b");
    target.upgrade(new TestBundle().revision("r1", "SELECT 1").build());
    target.execute("DROP TABLE b.databasechangeloglock; CREATE TABLE a" + LOCK);
    target.settings = target.settings.withSearchPath("a,b");

    target.upgrade(
        new TestBundle().revision("r1", "SELECT 1").revision("r2", "CREATE TABLE t ()").build());

    assertThat(tables())
        .isEqualTo("a.databasechangeloglock a.t b.databasechangelog b.databasechangeloglock");
  }
}
