package dev.athanor.autogenerate.changes;

import dev.athanor.autogenerate.changes.WideEntity.Attribute;
import dev.athanor.autogenerate.changes.WideEntity.Rule;
import dev.athanor.autogenerate.testing.OddText;
import dev.athanor.schema.model.Names;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/** Makes random models, and from one model the next. */
final class WideModel {
  private static final List<String> ODD =
      List.of("order", "Über uns", "a\"b", "with space", "x$y", "naïve'", "a".repeat(55) + "éé");

  private final Random random;
  private final boolean extensions;
  private int keys;

  /**
   * @param extensions whether there are types of a schema {@code ext}
   */
  WideModel(Random random, boolean extensions) {
    this.random = random;
    this.extensions = extensions;
  }

  /** Some entities; each refers only to those before it. */
  List<WideEntity> first() {
    List<WideEntity> entities = new ArrayList<>();
    int count = 2 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      entities.add(entity("E" + i, "t" + i, entities));
    }
    return entities;
  }

  private WideEntity entity(String name, String table, List<WideEntity> before) {
    List<Attribute> attributes = new ArrayList<>();
    int count = 1 + random.nextInt(5);
    for (int i = 0; i < count; i++) {
      attributes.add(attribute(before));
    }
    String comment = one(4) ? text() : "";
    WideEntity entity =
        new WideEntity(name, table, WideId.any(random), attributes, List.of(), comment, false);
    return one(2) ? withRule(withRule(entity)) : entity;
  }

  private Attribute attribute(List<WideEntity> before) {
    int key = ++keys;
    boolean reference = !before.isEmpty() && one(5);
    boolean odd = !reference && one(10);
    String name = odd ? ODD.get(random.nextInt(ODD.size())) + key : "c" + key;
    return withValues(
        new Attribute(
            key,
            name,
            WideType.any(random, extensions),
            reference ? before.get(random.nextInt(before.size())).name() : null,
            one(4),
            one(6),
            "",
            one(6) ? text() : ""));
  }

  /** With a default that its type has. */
  private Attribute withValues(Attribute old) {
    List<String> rows = old.type().rows();
    String value = one(4) && old.target() == null ? rows.get(random.nextInt(rows.size())) : "";
    if (!value.isEmpty() && old.type().name().startsWith("character varying(255)") && one(2)) {
      value = old.type().java().equals("String") ? Names.literal(text()) : value;
    }
    if (old.type().name().equals("uuid") && extensions && one(2)) {
      value = "ext.uuid_generate_v4()";
    }
    boolean isObject = old.type().name().equals("oid");
    return new Attribute(
        old.key(),
        old.name(),
        old.type(),
        old.target(),
        old.notNull(),
        old.unique() && old.isOrdered(),
        isObject || old.target() != null ? "" : value,
        old.comment());
  }

  private String text() {
    return OddText.of(random, 1 + random.nextInt(5));
  }

  private WideEntity withRule(WideEntity entity) {
    List<Attribute> all = new ArrayList<>(entity.attributes());
    boolean check = one(3);
    if (!check) {
      all.removeIf(a -> !a.isOrdered());
    } else {
      all.removeIf(a -> a.type().name().equals("oid"));
    }
    if (all.isEmpty() || entity.byHand()) {
      return entity;
    }
    Set<Integer> over = new HashSet<>();
    IntStream.range(0, check ? 1 : 1 + random.nextInt(2))
        .forEach(i -> over.add(all.get(random.nextInt(all.size())).key()));
    int key = ++keys;
    boolean unique = one(2);
    List<Rule> rules = new ArrayList<>(entity.rules());
    String name = check || one(2) ? "r" + key : "";
    rules.add(new Rule(name, unique, List.copyOf(over), check ? text() : null));
    return entity.withRules(rules);
  }

  /** The next version of a model; one table of it changes in two constraints at once. */
  List<WideEntity> next(List<WideEntity> before) {
    List<WideEntity> after = new ArrayList<>();
    int two = random.nextInt(before.size());
    for (int i = 0; i < before.size(); i++) {
      WideEntity entity = before.get(i);
      int changes = 1 + random.nextInt(4);
      for (int j = 0; j < changes; j++) {
        entity = changed(entity, after);
      }
      after.add(i == two ? withRule(withRule(withoutRule(entity))) : entity);
    }
    boolean free =
        after.stream()
            .flatMap(entity -> entity.attributes().stream())
            .noneMatch(a -> after.get(after.size() - 1).name().equals(a.target()));
    if (free && after.size() > 2 && one(6) && !after.get(after.size() - 1).byHand()) {
      after.remove(after.size() - 1);
    }
    if (one(4)) {
      after.add(entity("N", "n", after));
    }
    return after;
  }

  private WideEntity changed(WideEntity entity, List<WideEntity> earlier) {
    int what = random.nextInt(entity.byHand() ? 8 : 14);
    return switch (what) {
      case 0, 1, 2, 3 -> withOther(entity, what);
      case 4 -> withAttribute(entity, attribute(earlier));
      case 5, 6, 7 -> withOther(entity, what);
      case 8 -> withoutAttribute(entity);
      case 9 -> entity.withId(WideId.any(random));
      case 10 -> one(3) ? entity.withTable(entity.table() + "x") : entity;
      case 11 -> entity.withComment(one(3) ? "" : text());
      case 12 -> withRule(entity);
      default -> withoutRule(entity);
    };
  }

  /** With one of its attributes otherwise. */
  private WideEntity withOther(WideEntity entity, int what) {
    List<Attribute> attributes = new ArrayList<>(entity.attributes());
    if (attributes.isEmpty()) {
      return entity;
    }
    int at = random.nextInt(attributes.size());
    Attribute a = attributes.get(at);
    if (a.name().equals("day")) {
      // It tells a row's partition.
      return entity;
    }
    String name = what == 5 && one(2) && a.target() == null ? "d" + a.key() : a.name();
    WideType type = what <= 3 ? WideType.any(random, extensions) : a.type();
    attributes.set(
        at,
        withValues(
            new Attribute(
                a.key(),
                name,
                type,
                a.target(),
                (what == 6) != a.notNull(),
                (what == 7 && !entity.byHand()) != a.unique(),
                a.standard(),
                one(3) ? text() : a.comment())));
    return entity.with(attributes);
  }

  private static WideEntity withAttribute(WideEntity entity, Attribute attribute) {
    List<Attribute> attributes = new ArrayList<>(entity.attributes());
    attributes.add(attribute);
    return entity.with(attributes);
  }

  private WideEntity withoutAttribute(WideEntity entity) {
    List<Attribute> attributes = new ArrayList<>(entity.attributes());
    if (attributes.size() > 1) {
      attributes.remove(random.nextInt(attributes.size()));
    }
    return entity.with(attributes);
  }

  private WideEntity withoutRule(WideEntity entity) {
    List<Rule> rules = new ArrayList<>(entity.rules());
    if (!rules.isEmpty()) {
      rules.remove(random.nextInt(rules.size()));
    }
    return entity.withRules(rules);
  }

  private boolean one(int of) {
    return random.nextInt(of) == 0;
  }
}
