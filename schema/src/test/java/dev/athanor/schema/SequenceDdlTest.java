package dev.athanor.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.schema.ddl.Ddl;
import dev.athanor.schema.ddl.DdlStatement;
import dev.athanor.schema.diff.SchemaDiff;
import dev.athanor.schema.model.Kind;
import dev.athanor.schema.model.Sequence;
import dev.athanor.schema.model.SequenceOptions;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The exact SQL of sequences that get other bounds, without a database. */
class SequenceDdlTest {
  private static SnapshotBuilder sequence(long start, long increment, long min, long max) {
    SequenceOptions options = new SequenceOptions("bigint", start, increment, min, max, 1, false);
    return new SnapshotBuilder()
        .add(new Sequence(SnapshotBuilder.id(Kind.SEQUENCE, "q"), options, false, null, null));
  }

  private static List<String> sql(SnapshotBuilder before, SnapshotBuilder after) {
    return Ddl.render(SchemaDiff.between(before.build(), after.build())).stream()
        .map(DdlStatement::sql)
        .toList();
  }

  @Test
  void oneThatMayNotHaveReachedItsBoundsIsMovedForward() {
    assertThat(sql(sequence(-20, 1, -20, 5000), sequence(1, 1, 1, 5000)))
        .containsExactly(
            "SELECT setval('q', 1, false) FROM q WHERE last_value < 1",
            "ALTER SEQUENCE q MINVALUE 1 START WITH 1");
    assertThat(sql(sequence(20, -1, -5000, 20), sequence(-1, -1, -5000, -1)))
        .containsExactly(
            "SELECT setval('q', -1, false) FROM q WHERE last_value > -1",
            "ALTER SEQUENCE q MAXVALUE -1 START WITH -1");
  }

  @Test
  void whereItStartsMayBeBeyondItsOldBounds() {
    assertThat(sql(sequence(1, 1, 1, 100), sequence(200, 1, 50, 900)))
        .containsExactly(
            "SELECT setval('q', 50, false) FROM q WHERE last_value < 50",
            "ALTER SEQUENCE q MINVALUE 50 MAXVALUE 900 START WITH 200");
  }

  @Test
  void oneThatMayBePastItsBoundsIsLeftForPostgresToRefuse() {
    assertThat(sql(sequence(1, 1, 1, 5000), sequence(1, 1, 1, 100)))
        .containsExactly("ALTER SEQUENCE q MAXVALUE 100");
  }

  @Test
  void oneWhoseBoundsLieApartBeginsAnew() {
    assertThat(sql(sequence(1, 1, 1, 10), sequence(20, 1, 20, 30)))
        .containsExactly("ALTER SEQUENCE q MINVALUE 20 MAXVALUE 30 START WITH 20 RESTART");
  }
}
