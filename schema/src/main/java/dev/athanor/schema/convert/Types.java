package dev.athanor.schema.convert;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is known about PostgreSQL's built-in types without asking a server. */
public final class Types {
  private static final Set<String> NUMBERS =
      Set.of("smallint", "integer", "bigint", "numeric", "real", "double precision");
  private static final Set<String> STRINGS =
      Set.of("text", "character varying", "character", "\"char\"", "name", "bpchar");
  private static final Pattern MODIFIED = Pattern.compile("([^(]+)\\(([0-9,]+)\\)(.*)");

  private Types() {}

  /** The type without its modifiers: {@code character varying(50)} is {@code character varying}. */
  public static String base(String type) {
    Matcher matcher = MODIFIED.matcher(type);
    return matcher.matches() ? (matcher.group(1) + matcher.group(3)) : type;
  }

  /** The modifiers, {@code 50} or {@code 10,2}; empty if there are none. */
  public static String modifiers(String type) {
    Matcher matcher = MODIFIED.matcher(type);
    return matcher.matches() ? matcher.group(2) : "";
  }

  /** Whether a text is neither too long for the type's modifier nor, for bits, too short. */
  static boolean fits(String text, String type) {
    String modifiers = modifiers(type);
    if (base(type).equals("bit")) {
      return text.length() == bits(type);
    }
    boolean limited = STRINGS.contains(base(type)) || base(type).equals("bit varying");
    return !limited || modifiers.isEmpty() || text.length() <= Integer.parseInt(modifiers);
  }

  private static int bits(String type) {
    return modifiers(type).isEmpty() ? 1 : Integer.parseInt(modifiers(type));
  }

  /**
   * Whether indexes and checks written for the one type mean the same for the other, so that the
   * server can rebuild them by itself.
   */
  public static boolean sameFamily(String one, String other) {
    String a = base(one);
    String b = base(other);
    return a.equals(b)
        || NUMBERS.contains(a) && NUMBERS.contains(b)
        || STRINGS.contains(a) && STRINGS.contains(b);
  }

  /** Whether the server changes the type without rewriting the table. */
  public static boolean isFree(String from, String to) {
    String a = base(from);
    String b = base(to);
    String before = modifiers(from);
    String after = modifiers(to);
    if (a.equals("character varying") && (b.equals("text") || b.equals(a))) {
      return after.isEmpty()
          || !before.isEmpty() && Integer.parseInt(before) <= Integer.parseInt(after);
    }
    if (a.equals("text") && b.equals("character varying")) {
      return after.isEmpty();
    }
    if (a.equals("numeric") && b.equals("numeric")) {
      return after.isEmpty() || widens(before, after);
    }
    return from.equals(to);
  }

  private static boolean widens(String before, String after) {
    String[] a = before.split(",");
    String[] b = after.split(",");
    return a.length == 2
        && b.length == 2
        && a[1].equals(b[1])
        && Integer.parseInt(a[0]) <= Integer.parseInt(b[0]);
  }

  /** A constant that any {@code NOT NULL} column of a built-in type accepts, or null. */
  public static String filler(String type) {
    String base = base(type);
    if (base.endsWith("[]")) {
      return "'{}'";
    }
    if (NUMBERS.contains(base) || base.equals("money") || base.equals("oid")) {
      return "0";
    }
    if (STRINGS.contains(base)) {
      return "''";
    }
    return switch (base) {
      case "boolean" -> "false";
      case "uuid" -> "'00000000-0000-0000-0000-000000000000'";
      case "json", "jsonb" -> "'{}'";
      case "date", "timestamp without time zone", "timestamp with time zone" -> "'1970-01-01'";
      case "time without time zone", "time with time zone" -> "'00:00'";
      case "interval" -> "'0'";
      case "bytea", "bit varying" -> "''";
      case "bit" -> "'" + "0".repeat(bits(type)) + "'";
      case "inet", "cidr" -> "'0.0.0.0'";
      case "macaddr" -> "'00:00:00:00:00:00'";
      case "tsvector" -> "''";
      default -> null;
    };
  }
}
