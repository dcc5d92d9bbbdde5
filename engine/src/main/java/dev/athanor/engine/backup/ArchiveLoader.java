package dev.athanor.engine.backup;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Runs pg_restore, and psql where what is there has to go in the same transaction. */
final class ArchiveLoader {
  private final PostgresTools tools;
  private final LibpqEnvironment libpq;
  private final Optional<String> role;
  private final int serverMajor;
  private final RestoreRequest request;
  private final Watch watch;
  private final boolean forAWhile;

  /**
   * @param serverMajor of the target
   * @param readOnly whether the target's sessions begin read-only: asked, not assumed, because a
   *     pooler refuses the option that undoes it
   * @param forAWhile whether what stands beside a database is left out
   */
  ArchiveLoader(
      PostgresTools tools,
      BackupSource target,
      int serverMajor,
      boolean readOnly,
      RestoreRequest request,
      Watch watch,
      boolean forAWhile) {
    this.tools = tools;
    this.libpq = readOnly ? target.libpq().writing() : target.libpq();
    this.role = target.settings().role();
    this.serverMajor = serverMajor;
    this.request = request;
    this.watch = watch;
    this.forAWhile = forAWhile;
  }

  /**
   * Makes roles. What is refused is no error: some are there, and without one that is needed the
   * dump does not load.
   */
  void roles(Path script) {
    new ToolProcess(psql(List.of("--file=" + script)), libpq, watch).run();
  }

  /** With as many connections as was asked for; by a script where the server takes no other way. */
  void intoEmpty(Path dump) {
    boolean atOnce = request.jobs() == 1;
    ToolProcess.Result result =
        tools.setsWhatIsUnknownTo(serverMajor)
            ? script(dump, atOnce, "")
            : directly(dump, atOnce ? "--single-transaction" : "--jobs=" + request.jobs());
    if (!result.succeeded()) {
      throw failed(
          "pg_restore failed: " + result.errors(),
          atOnce
              ? "Nothing was restored: mend what it names, then run it again."
              : "The database holds a part of the backup: drop it, make it anew, mend what"
                  + " pg_restore names, then run it again.");
    }
  }

  private ToolProcess.Result directly(Path dump, String how) {
    List<String> command = pgRestore(dump);
    command.addAll(List.of("--dbname=" + libpq.connectionString(), "--no-password", how));
    return new ToolProcess(command, libpq, watch).run();
  }

  /**
   * Empties the database and loads the backup in one transaction: until it commits, everybody sees
   * what was there before. pg_restore writes the COMMIT itself, after it has read everything, so a
   * run that dies anywhere leaves the database as it was.
   */
  void replacing(Path dump, TargetContents contents) {
    ToolProcess.Result result = script(dump, true, emptying(contents));
    if (!result.succeeded()) {
      throw failed(
          "the backup could not be loaded: " + result.errors(),
          "Nothing was changed: mend what it names, then run it again.");
    }
  }

  /** Has pg_restore write a script, which psql runs after {@code before}. */
  private ToolProcess.Result script(Path dump, boolean atOnce, String before) {
    List<String> read = pgRestore(dump);
    read.add("--file=-");
    if (atOnce) {
      read.add("--single-transaction");
    }
    Path first = null;
    try {
      first = Files.createTempFile("athanor-restore", ".sql");
      Files.writeString(first, before);
      List<String> load = psql(List.of("--set=ON_ERROR_STOP=1", "--file=" + first, "--file=-"));
      ToolProcess.Pump between =
          tools.setsWhatIsUnknownTo(serverMajor)
              ? ScriptHead::withoutTransactionTimeout
              : InputStream::transferTo;
      return ToolProcess.pipe(read, between, load, libpq, watch);
    } catch (IOException e) {
      throw failed("the restore could not be prepared: " + e, "Nothing was changed.");
    } finally {
      delete(first);
    }
  }

  private List<String> psql(List<String> what) {
    List<String> command =
        new ArrayList<>(
            List.of(
                tools.program("psql"),
                "--dbname=" + libpq.connectionString(),
                "--no-psqlrc",
                "--quiet",
                "--no-password",
                "--output=/dev/null"));
    command.addAll(what);
    return command;
  }

  private List<String> pgRestore(Path dump) {
    List<String> command = new ArrayList<>();
    command.add(tools.program("pg_restore"));
    command.add("--exit-on-error");
    role.ifPresent(r -> command.add("--role=" + r));
    if (!request.keepOwners()) {
      command.addAll(List.of("--no-owner", "--no-privileges"));
    }
    if (forAWhile) {
      command.addAll(List.of("--no-tablespaces", "--no-subscriptions"));
    }
    command.add(dump.toString());
    return command;
  }

  private String emptying(TargetContents contents) {
    StringBuilder script =
        new StringBuilder(
            "SET client_encoding = 'UTF8';\nBEGIN;\nSET client_min_messages = error;\n");
    role.ifPresent(
        r -> script.append("SET ROLE \"").append(r.replace("\"", "\"\"")).append("\";\n"));
    contents.drops().forEach(drop -> script.append(drop).append(";\n"));
    return script.toString();
  }

  private static void delete(Path script) {
    try {
      if (script != null) {
        Files.deleteIfExists(script);
      }
    } catch (IOException ignored) {
      // A temporary file without secrets.
    }
  }

  private static AthanorException failed(String message, String nextStep) {
    return new AthanorException(Reason.RESTORE_FAILED, message, nextStep);
  }
}
