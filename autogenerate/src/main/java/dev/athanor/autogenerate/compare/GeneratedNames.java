package dev.athanor.autogenerate.compare;

import java.util.Locale;
import java.util.regex.Pattern;

/** Tells names that nobody chose: a provider's hashes, and what PostgreSQL makes of a table. */
final class GeneratedNames {
  private static final Pattern HASH = Pattern.compile("(?i)(fk|uk|uc|idx|uniq_?)_?[a-z0-9]{15,}");

  private GeneratedNames() {}

  /** How a name came about; the later the better. */
  enum Origin {
    HASHED,
    DERIVED,
    CHOSEN
  }

  static Origin origin(String name, String table) {
    if (HASH.matcher(name).matches()) {
      return Origin.HASHED;
    }
    String lower = name.toLowerCase(Locale.ROOT);
    boolean derived =
        lower.startsWith(prefix(table)) && lower.matches(".*_(key|check|fkey|pkey|idx|excl)\\d*");
    return derived ? Origin.DERIVED : Origin.CHOSEN;
  }

  /** Whether the name that a model brings along says no more than the one that is there. */
  static boolean keep(String existing, String oldTable, String wanted, String table) {
    Origin now = origin(existing, oldTable);
    Origin then = origin(wanted, table);
    // A provider may change how it names things; that is nobody's wish to rename them.
    return then != Origin.CHOSEN && now != then;
  }

  /** PostgreSQL shortens a long table name to fit its suffix. */
  private static String prefix(String table) {
    String lower = table.toLowerCase(Locale.ROOT);
    return lower.substring(0, Math.min(lower.length(), 20));
  }
}
