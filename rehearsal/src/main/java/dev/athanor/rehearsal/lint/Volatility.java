package dev.athanor.rehearsal.lint;

import dev.athanor.schema.model.Routine;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether an expression, as the server writes it, differs from call to call. It is asked only where
 * several things may have made the server write a table anew.
 */
final class Volatility {
  private static final Pattern CALL = Pattern.compile("([a-z_][a-z0-9_]*)\\(");
  private static final Pattern OWN =
      Pattern.compile("^ *(?:IMMUTABLE|STABLE)\\b", Pattern.MULTILINE);
  private static final Set<String> VOLATILE =
      Set.of(
          "random",
          "clock_timestamp",
          "timeofday",
          "gen_random_uuid",
          "uuidv4",
          "uuidv7",
          "nextval",
          "uuid_generate_v1",
          "uuid_generate_v4");

  private Volatility() {}

  static boolean numbers(String expression) {
    return expression != null && expression.startsWith("nextval(");
  }

  static boolean isVolatile(String expression, State state) {
    Matcher call = CALL.matcher(expression);
    while (call.find()) {
      String name = call.group(1);
      if (VOLATILE.contains(name) || state.all(Routine.class).stream().anyMatch(r -> is(r, name))) {
        return true;
      }
    }
    return false;
  }

  private static boolean is(Routine routine, String name) {
    int body = routine.definition().indexOf("\nAS ");
    String head = body < 0 ? routine.definition() : routine.definition().substring(0, body);
    return routine.id().name().equals(name) && !OWN.matcher(head).find();
  }
}
