package dev.athanor.autogenerate.changes;

import dev.athanor.autogenerate.changes.WideEntity.Attribute;
import dev.athanor.schema.model.Names;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * A random model, the next one, and what surrounds the two.
 *
 * @param history SQL by hand that runs before the first model's revision; empty for none
 * @param beside SQL by hand that runs behind it: views of its tables
 * @param rows SQL that fills its tables
 * @param rowsInRevision whether a revision does so
 */
record WidePair(
    long seed,
    List<WideEntity> before,
    List<WideEntity> after,
    String history,
    String beside,
    String rows,
    boolean rowsInRevision) {
  private static final String EXTENSIONS =
      "CREATE SCHEMA ext; CREATE EXTENSION citext SCHEMA ext; CREATE EXTENSION hstore SCHEMA ext;"
          + " CREATE EXTENSION \"uuid-ossp\" SCHEMA ext; CREATE EXTENSION pg_trgm SCHEMA ext;\n";

  private static final String PARTITIONED =
      "CREATE TABLE event (id bigint, day date, kind varchar(255), n integer,"
          + " PRIMARY KEY (id, day)) PARTITION BY RANGE (day);"
          + " CREATE TABLE event_1 PARTITION OF event FOR VALUES FROM ('2020-01-01') TO"
          + " ('2021-01-01');"
          + " CREATE TABLE event_2 PARTITION OF event DEFAULT; CREATE INDEX ON event_1 (day);"
          + " INSERT INTO event VALUES (1, '2020-02-02', '7', 3), (2, '2024-02-29', '12', NULL);\n";

  private static final String VIEWS =
      "CREATE TABLE base (id bigint PRIMARY KEY, title varchar(255));"
          + " INSERT INTO base VALUES (1, 'a'), (2, 'b');"
          + " CREATE VIEW recent AS SELECT id, title FROM base;"
          + " CREATE MATERIALIZED VIEW counted AS SELECT 1::bigint AS id, count(*) AS rows FROM"
          + " base;\n";

  private static final String OF_VIEWS =
      """
      @Entity @Table(name = "recent") class Recent { @Id Long id; @Column(unique = true) String title; %s }
      @Entity @Table(name = "counted") class Counted { @Id Long id; Long rows; @ManyToOne Recent recent; %s }
      """;

  /** The same for the same seed. */
  static WidePair of(long seed) {
    Random random = new Random(seed * 0x9E3779B97F4A7C15L);
    random.nextLong();
    boolean extensions = random.nextInt(3) == 0;
    boolean partitioned = random.nextInt(4) == 0;
    boolean views = random.nextInt(4) == 0;
    WideModel models = new WideModel(random, extensions);
    List<WideEntity> before = models.first();
    if (partitioned) {
      before.add(event());
    }
    List<WideEntity> after = models.next(before);
    String history =
        (extensions ? EXTENSIONS : "") + (partitioned ? PARTITIONED : "") + (views ? VIEWS : "");
    String beside = random.nextInt(3) == 0 ? views(random, before, after) : "";
    boolean inRevision = random.nextInt(3) == 0;
    return new WidePair(seed, before, after, history, beside, rows(random, before), inRevision);
  }

  private static WideEntity event() {
    List<Attribute> attributes = new ArrayList<>();
    attributes.add(attribute(901, "day", "date", true));
    attributes.add(attribute(902, "kind", "character varying(255)", false));
    attributes.add(attribute(903, "n", "integer", false));
    return new WideEntity(
        "Event",
        "event",
        new WideId("Long", WideId.Generator.ASSIGNED, 1),
        attributes,
        List.of(),
        "",
        true);
  }

  private static Attribute attribute(int key, String name, String type, boolean notNull) {
    WideType found =
        WideType.ALL.stream().filter(one -> one.name().equals(type)).findFirst().orElseThrow();
    return new Attribute(key, name, found, null, notNull, false, "", "");
  }

  private static String views(Random random, List<WideEntity> before, List<WideEntity> after) {
    StringBuilder sql = new StringBuilder();
    for (WideEntity entity : before) {
      List<Integer> left =
          after.stream()
              .filter(other -> other.name().equals(entity.name()))
              .flatMap(other -> other.attributes().stream())
              .map(Attribute::key)
              .toList();
      for (Attribute attribute : entity.attributes()) {
        if (left.contains(attribute.key()) && random.nextInt(3) == 0) {
          String column = Names.quote(attribute.column());
          String kind = random.nextInt(3) == 0 ? "MATERIALIZED VIEW" : "VIEW";
          sql.append(
              "CREATE %s v%d_%s AS SELECT %s AS seen, %s::text AS said FROM %s;\n"
                  .formatted(
                      kind,
                      Math.abs(attribute.key()),
                      entity.table(),
                      column,
                      column,
                      entity.table()));
        }
      }
    }
    return sql.toString();
  }

  private static String rows(Random random, List<WideEntity> entities) {
    StringBuilder sql = new StringBuilder();
    Map<String, String> filled = new HashMap<>();
    for (WideEntity entity : entities) {
      boolean isAlone =
          entity.attributes().stream()
              .anyMatch(a -> a.notNull() && a.target() != null && !filled.containsKey(a.target()));
      int count = entity.byHand() || isAlone ? 0 : random.nextInt(4);
      for (int row = 1; row <= count; row++) {
        List<String> columns = new ArrayList<>(List.of("id"));
        List<String> values = new ArrayList<>(List.of(entity.id().literal(row)));
        for (Attribute attribute : entity.attributes()) {
          if (attribute.notNull() || random.nextInt(4) > 0) {
            columns.add(Names.quote(attribute.column()));
            values.add(value(random, attribute, filled));
          }
        }
        sql.append(
            "INSERT INTO %s (%s) VALUES (%s) ON CONFLICT DO NOTHING;\n"
                .formatted(entity.table(), String.join(", ", columns), String.join(", ", values)));
        filled.put(entity.name(), entity.table());
      }
    }
    return sql.toString();
  }

  private static String value(Random random, Attribute attribute, Map<String, String> filled) {
    if (attribute.target() != null) {
      String table = filled.get(attribute.target());
      String order = random.nextBoolean() ? "" : " DESC";
      return table == null
          ? "NULL"
          : "(SELECT id FROM " + table + " ORDER BY id" + order + " LIMIT 1)";
    }
    List<String> rows = attribute.type().rows();
    return rows.get(random.nextInt(rows.size()));
  }

  String source(boolean second) {
    StringBuilder text = new StringBuilder(WideType.enums(second && seed % 2 == 0)).append('\n');
    (second ? after : before).forEach(entity -> text.append(entity.source()));
    if (history.contains(VIEWS)) {
      text.append(OF_VIEWS.formatted(second ? "Long more;" : "", second ? "String note;" : ""));
    }
    return text.toString();
  }

  /** What rows get that lack a value which the second model wants. */
  Map<String, String> backfills() {
    Map<String, String> backfills = new HashMap<>();
    for (WideEntity entity : after) {
      for (Attribute attribute : entity.attributes()) {
        String value =
            attribute.target() == null
                ? attribute.type().rows().get(0)
                : entity(attribute.target()).id().literal(1);
        if (attribute.notNull()) {
          backfills.put(
              (entity.table() + "." + attribute.column()).toLowerCase(Locale.ROOT), value);
        }
      }
    }
    return backfills;
  }

  private WideEntity entity(String name) {
    return after.stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
  }

  /** With the command that runs it alone. */
  @Override
  public String toString() {
    return "seed "
        + seed
        + ": ./mvnw test -pl autogenerate -am -Dtest=WidePairsTest -Dseed="
        + seed
        + " -Dsurefire.failIfNoSpecifiedTests=false"
        + (seed < 10_000 ? "\n" : " -Dserver=" + seed / 10_000 + "\n")
        + history
        + "--- before\n"
        + source(false)
        + "--- beside\n"
        + beside
        + "--- rows"
        + (rowsInRevision ? " (by a revision)\n" : "\n")
        + rows
        + "--- after\n"
        + source(true);
  }
}
