package dev.athanor.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;

/**
 * Random schemas in pairs that have much in common.
 *
 * <p>Every slot (a column, an index, …) draws from a source of its own, the same on both sides most
 * of the time. Statements that the server refuses are left out by whoever runs them, so a generator
 * need not know what fits what, and a failure shrinks by leaving statements out.
 */
final class RandomSchema {
  private static final double ALIKE = 0.65;

  private final long seed;
  private final int side;
  private final int version;
  private final List<String> statements = new ArrayList<>();

  private RandomSchema(long seed, int side, int version) {
    this.seed = seed;
    this.side = side;
    this.version = version;
  }

  /** The statements of one side of a pair, 0 or 1, for a server of that major version. */
  static List<String> of(long seed, int side, int version) {
    RandomSchema schema = new RandomSchema(seed, side, version);
    new RandomTypes(schema).write();
    new RandomFunctions(schema).forTables();
    new RandomTables(schema).write();
    new RandomPartitions(schema).write();
    new RandomConstraints(schema).write();
    new RandomKeys(schema).write();
    new RandomFunctions(schema).onTables();
    new RandomViews(schema).write();
    new RandomPrograms(schema).write();
    new RandomGrants(schema).write();
    return schema.statements;
  }

  /** Whether the server has what came with that major version. */
  boolean since(int major) {
    return version >= major;
  }

  /** What the slot of that name draws from. */
  Draw slot(String name) {
    Random shared = new Random(mix(Objects.hash(seed, name)));
    double alike = shared.nextDouble();
    return new Draw(
        alike < ALIKE ? shared : new Random(mix(Objects.hash(seed, name, "side", side))));
  }

  /** What is the same on both sides, because no ALTER makes the one of the other. */
  Draw common(String name) {
    return new Draw(new Random(mix(Objects.hash(seed, name, "common"))));
  }

  /** What differs between the sides without meaning anything: the order of columns. */
  Draw own(String name) {
    return new Draw(new Random(mix(Objects.hash(seed, name, "own", side))));
  }

  private static long mix(long hash) {
    long mixed = hash * 0x9E3779B97F4A7C15L;
    return mixed ^ (mixed >>> 29);
  }

  void add(String sql) {
    statements.add(sql);
  }

  /** Adds a comment on something, sometimes. */
  void comment(Draw draw, String target) {
    if (draw.chance(0.15)) {
      add("COMMENT ON " + target + " IS '" + draw.pick("it''s", "über \\ alles", "a note") + "'");
    }
  }

  /** A source of choices. */
  record Draw(Random random) {
    boolean chance(double probability) {
      return random.nextDouble() < probability;
    }

    int upTo(int bound) {
      return random.nextInt(bound);
    }

    String pick(String... choices) {
      return choices[random.nextInt(choices.length)];
    }

    /** {@code text} or nothing. */
    String maybe(double probability, String text) {
      return chance(probability) ? text : "";
    }

    /** Some of the choices, at least one, in their order. */
    List<String> some(String... choices) {
      List<String> picked = new ArrayList<>();
      for (String choice : choices) {
        if (random.nextBoolean()) {
          picked.add(choice);
        }
      }
      return picked.isEmpty() ? List.of(choices[random.nextInt(choices.length)]) : picked;
    }
  }
}
