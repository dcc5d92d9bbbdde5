package dev.athanor.engine.kept;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.engine.apply.Target;
import dev.athanor.engine.bundle.Bundle;
import dev.athanor.engine.sql.SqlText;
import dev.athanor.engine.testing.TestBundle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Forty changes that destroy something: every old value back, new rows kept. */
class KeptBarsTest {
  private static final int ROWS = Integer.getInteger("athanor.kept.rows", 500);
  private static final int OF_EACH = 10;

  /** What every table has; the columns beside the key are what is destroyed. */
  private static final String COLUMNS =
      "(id int PRIMARY KEY, note text, price numeric(12,4), mood mood)";

  private final Target target = Target.fresh();
  private final List<String> tables = new ArrayList<>();

  KeptBarsTest() {
    target.options = target.options.withRetainDropped(Optional.of(Duration.ofDays(1)));
  }

  private String table(String kind, int number) {
    String name = kind + number;
    tables.add(name);
    return name;
  }

  private Bundle bundle() {
    TestBundle bundle = new TestBundle();
    for (int i = 0; i < OF_EACH; i++) {
      String dropped = table("dropped", i);
      bundle.revision(dropped, "DROP TABLE " + dropped, "CREATE TABLE " + dropped + COLUMNS);
      String column = "ALTER TABLE " + table("shrunk", i);
      bundle.revision("shrunk" + i, column + " DROP COLUMN note", column + " ADD COLUMN note text");
      String type = "ALTER TABLE " + table("rounded", i) + " ALTER COLUMN price TYPE ";
      bundle.revision("rounded" + i, type + "int", type + "numeric(12,4)");
      String mood = "ALTER TABLE " + table("calmed", i) + " ALTER COLUMN mood TYPE ";
      bundle.revision(
          "calmed" + i,
          mood + "calm USING (CASE mood WHEN 'sad' THEN 'ok' ELSE mood::text END)::calm",
          mood + "mood USING mood::text::mood");
    }
    return bundle.build();
  }

  private String contents() {
    return target.ask(
        "SELECT string_agg(xmlserialize(CONTENT query_to_xml('SELECT md5(string_agg(t::text, ''/'' ORDER"
            + " BY id)) FROM (SELECT id, note, price, mood::text FROM ' || name || ' WHERE id <= "
            + ROWS
            + ") t', true, true, '') AS text), '' ORDER BY name) FROM unnest("
            + SqlText.array(tables)
            + ") name");
  }

  @Test
  void fortyDestructiveChangesGiveEverythingBack() {
    Bundle bundle = bundle();
    target.execute(
        "CREATE TYPE mood AS ENUM ('ok', 'sad', 'fine'); CREATE TYPE calm AS ENUM ('ok', 'fine')");
    for (String table : tables) {
      target.execute("CREATE TABLE " + table + COLUMNS);
      target.execute(
          "INSERT INTO "
              + table
              + " SELECT i, CASE WHEN i % 7 <> 0 THEN 'note ' || i END, i / 7.0, (ARRAY['ok', 'sad',"
              + " 'fine'])[1 + i % 3]::mood FROM generate_series(1, "
              + ROWS
              + ") i");
    }
    assertThat(tables).hasSize(4 * OF_EACH);
    String before = contents();

    target.upgrade(bundle);
    for (String table : tables) {
      if (!table.startsWith("dropped")) {
        target.execute("INSERT INTO " + table + " (id) VALUES (" + (ROWS + 1) + ")");
      }
    }
    target.downgrade(bundle, "base");

    assertThat(contents()).isEqualTo(before);
    for (String table : tables) {
      assertThat(target.ask("SELECT count(*) FROM " + table))
          .isEqualTo(Integer.toString(table.startsWith("dropped") ? ROWS : ROWS + 1));
    }
    assertThat(target.ask("SELECT count(*) FROM athanor.kept")).isEqualTo("0");
  }
}
