package dev.athanor.autogenerate.changes;

import dev.athanor.autogenerate.compare.RenameQuestion;
import dev.athanor.autogenerate.write.ConversionChoices;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.schema.diff.Rename;
import dev.athanor.schema.model.ObjectId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Somebody who answers what autogenerate asks: renames as the dice fall, conversions as proposed.
 */
final class WideAnswers implements RenameQuestion {
  private static final Pattern LINE = Pattern.compile("(?m)^  (.+?) from (.+?) to (.+?) \\(");

  private final Random random;
  private final Map<Rename, Boolean> answers = new HashMap<>();
  private final Set<ObjectId> taken = new HashSet<>();
  private final Map<ObjectId, ObjectId> renamed = new HashMap<>();

  WideAnswers(long seed) {
    this.random = new Random(seed);
  }

  @Override
  public Optional<Boolean> isRename(Rename candidate) {
    Boolean known = answers.get(candidate);
    if (known == null) {
      boolean free = !taken.contains(candidate.from()) && !taken.contains(candidate.to());
      known = free && random.nextBoolean();
      answers.put(candidate, known);
      if (known) {
        taken.addAll(List.of(candidate.from(), candidate.to()));
        renamed.put(candidate.from(), candidate.to());
      }
    }
    return Optional.of(known);
  }

  /** What a column is called after the change. */
  ObjectId now(ObjectId column) {
    ObjectId table = ObjectId.table(column.schema(), column.within());
    String within = renamed.getOrDefault(table, table).name();
    ObjectId moved = ObjectId.column(column.schema(), within, column.name());
    return renamed.getOrDefault(moved, moved);
  }

  /** Whether a thing has another name on the other side. */
  boolean isRenamed(ObjectId id, boolean up) {
    return up ? renamed.containsValue(id) : renamed.containsKey(id);
  }

  /** What a refusal proposes; where it has nothing to propose, some value of the type. */
  static ConversionChoices conversions(AthanorException refused) {
    Map<String, List<String[]>> types = new HashMap<>();
    Matcher line = LINE.matcher(refused.getMessage());
    while (line.find()) {
      types
          .computeIfAbsent(line.group(1), column -> new ArrayList<>())
          .add(new String[] {line.group(2), line.group(3)});
    }
    return new ConversionChoices(
        proposals(refused.nextStep(), "convert", types, 0),
        proposals(refused.nextStep(), "convertBack", types, 1));
  }

  private static Map<String, String> proposals(
      String text, String option, Map<String, List<String[]>> types, int direction) {
    Map<String, String> said = new HashMap<>();
    Matcher option1 = Pattern.compile("(?m)^  -Dathanor\\." + option + "=\"(.*)\"$").matcher(text);
    if (option1.find()) {
      for (String one : option1.group(1).split("; ")) {
        String[] parts = one.split("=", 2);
        List<String[]> both = types.get(parts[0]);
        String[] way = both.get(Math.min(direction, both.size() - 1));
        said.put(parts[0], parts[1].equals("…") ? guess(parts[0], way[0], way[1]) : parts[1]);
      }
    }
    return said;
  }

  /** Keys of rows stay apart. */
  private static String guess(String path, String from, String to) {
    String column = path.substring(path.indexOf('.') + 1);
    boolean fromNumber = from.matches("integer|bigint");
    if (to.equals("uuid") && fromNumber) {
      return "lpad(to_hex(" + column + "), 32, '0')::uuid";
    }
    if (from.equals("uuid") && to.matches("integer|bigint")) {
      return "('x' || right(replace(" + column + "::text, '-', ''), 7))::bit(28)::integer";
    }
    return WideType.sample(to);
  }
}
