package dev.athanor.engine.backup;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.sql.SqlText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How many rows of each table a dump holds: counted in what pg_restore would send, where a row is a
 * line.
 */
final class DumpRows {
  private static final int BUFFER = 1 << 16;
  private static final String COPY = "COPY ";
  private static final String FROM = " FROM stdin;";

  /** By the table's name as the dump has it: qualified, and quoted where it must be. */
  private final Map<String, Long> rows = new LinkedHashMap<>();

  private final StringBuilder command = new StringBuilder();
  private String table = "";
  private long copied;

  /** The bytes of this line, and whether they can still be the end of a table's rows. */
  private int length;

  private boolean end;

  private DumpRows() {}

  /**
   * @throws AthanorException RESTORE_FAILED when pg_restore cannot read the dump
   */
  static DumpRows count(PostgresTools tools, Path dump) {
    DumpRows counted = new DumpRows();
    ToolProcess.Result result =
        new ToolProcess(
                List.of(tools.program("pg_restore"), "--data-only", "--file=-", dump.toString()),
                LibpqEnvironment.nowhere(),
                Watch.OF_FILES)
            .run(counted::read);
    if (!result.succeeded()) {
      throw new AthanorException(
          Reason.RESTORE_FAILED,
          "the rows of the backup cannot be counted: " + result.errors(),
          "See to what pg_restore names, then run it again.");
    }
    return counted;
  }

  /** Of a script that pg_restore writes. */
  static DumpRows of(InputStream script) throws IOException {
    DumpRows counted = new DumpRows();
    counted.read(script);
    return counted;
  }

  private String read(InputStream script) throws IOException {
    byte[] buffer = new byte[BUFFER];
    for (int n = script.read(buffer); n >= 0; n = script.read(buffer)) {
      for (int i = 0; i < n; i++) {
        take(buffer[i]);
      }
    }
    return "";
  }

  private void take(byte b) {
    if (b == '\n') {
      if (table.isEmpty()) {
        endCommandLine();
      } else {
        endRow();
      }
      length = 0;
      return;
    }
    if (table.isEmpty()) {
      // A table's name may hold a line break: then the command goes on.
      boolean begins =
          length < COPY.length() && b == COPY.charAt(length) && command.length() == length;
      if (begins || command.length() >= COPY.length()) {
        command.append((char) (b & 0xff));
      }
    } else {
      end = length == 0 ? b == '\\' : end && b == '.';
    }
    length++;
  }

  private void endRow() {
    if (end && length == 2) {
      rows.merge(table, copied, Long::sum);
      table = "";
      command.setLength(0);
    } else {
      copied++;
    }
    end = false;
  }

  private void endCommandLine() {
    if (command.length() < COPY.length()) {
      command.setLength(0);
    } else if (command.indexOf(FROM, command.length() - FROM.length()) >= 0) {
      byte[] text = command.toString().getBytes(StandardCharsets.ISO_8859_1);
      table = name(new String(text, StandardCharsets.UTF_8).substring(COPY.length()));
      copied = 0;
    } else {
      command.append('\n');
    }
  }

  /** What stands before the first blank that no quotes hold. */
  private static String name(String command) {
    boolean quoted = false;
    for (int i = 0; i < command.length(); i++) {
      char c = command.charAt(i);
      quoted ^= c == '"';
      if (c == ' ' && !quoted) {
        return command.substring(0, i);
      }
    }
    return command;
  }

  Map<String, Long> byTable() {
    return Map.copyOf(rows);
  }

  /**
   * Tables of which the database has more or fewer, as people read it. Those of extensions are left
   * out: they bring rows themselves, of which a dump has some.
   */
  List<String> differencesFrom(Database database) {
    List<String> differences = new ArrayList<>();
    // Rather an error than fewer rows, where a table shows its owner not all of them.
    database.execute("SET row_security = off");
    for (Map.Entry<String, Long> each : rows.entrySet()) {
      String name = each.getKey();
      if (isOfExtension(database, name)) {
        continue;
      }
      long found = Long.parseLong(database.queryText("SELECT count(*) FROM ONLY " + name));
      if (found != each.getValue()) {
        differences.add(name + " (" + found + " instead of " + each.getValue() + ")");
      }
    }
    return differences;
  }

  private static boolean isOfExtension(Database database, String table) {
    return "t"
        .equals(
            database.queryText(
                "SELECT EXISTS (SELECT FROM pg_depend WHERE deptype = 'e' AND classid ="
                    + " 'pg_class'::regclass AND objid = "
                    + SqlText.literal(table)
                    + "::regclass)"));
  }

  @Override
  public String toString() {
    long all = rows.values().stream().mapToLong(Long::longValue).sum();
    return all + " rows in " + rows.size() + " tables";
  }
}
