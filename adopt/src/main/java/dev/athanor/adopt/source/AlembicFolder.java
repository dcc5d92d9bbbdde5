package dev.athanor.adopt.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.athanor.adopt.source.OldMigration.Content;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.sql.SqlStatement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Alembic: revisions with ids of their own, which stay, and with its graph. */
final class AlembicFolder {
  private static final Pattern SECTION =
      Pattern.compile("(?m)^-- Running (upgrade|downgrade) (.*)$");
  private static final Pattern ID = Pattern.compile("[0-9A-Za-z_.]+");

  private final List<Finding> findings = new ArrayList<>();

  private AlembicFolder() {}

  /** {@code alembic.ini} of a folder, which is the project's or that of its scripts. */
  static Optional<Path> config(Path folder) {
    Path own = folder.resolve("alembic.ini");
    Path above = folder.toAbsolutePath().normalize().resolveSibling("alembic.ini");
    if (Files.exists(own)) {
      return Optional.of(own);
    }
    boolean scripts = Files.exists(folder.resolve("env.py"));
    return scripts && Files.exists(above) ? Optional.of(above) : Optional.empty();
  }

  /**
   * @param rendered what {@link AlembicRenderer} printed
   * @throws AthanorException INVALID_CHANGELOG for another text, and for an id that no revision may
   *     have
   */
  static OldFolder read(String rendered) {
    return new AlembicFolder().folder(rendered);
  }

  private OldFolder folder(String rendered) {
    List<OldMigration> migrations = new ArrayList<>();
    try {
      for (JsonNode revision : new ObjectMapper().readTree(rendered)) {
        migrations.add(migration(revision));
      }
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw Folders.invalid(
          "This is not what the renderer printed: " + e.getMessage().lines().findFirst().orElse(""),
          "Run `python render.py alembic.ini > rendered.json` again, and leave the file as it is.");
    }
    return new OldFolder(Tool.ALEMBIC, migrations, findings);
  }

  private OldMigration migration(JsonNode revision) {
    String id = text(revision, "id");
    if (!ID.matcher(id).matches()) {
      throw Folders.invalid(
          "'" + id + "' cannot be a revision's id.", "Use letters, digits, '_' and '.' alone.");
    }
    String file = text(revision, "file");
    Content content = content(revision, file, id);
    return new OldMigration(
        id,
        id,
        Folders.words(text(revision, "message"), "revision " + id),
        created(text(revision, "created")),
        new OldMigration.Place(
            list(revision, "parents"), list(revision, "dependsOn"), list(revision, "branchLabels")),
        file,
        content,
        down(revision, file, id),
        OldMigration.Mode.ONCE);
  }

  private Content content(JsonNode revision, String file, String id) {
    if (revision.hasNonNull("upError")) {
      return new Content.ToWrite(
          "Alembic cannot render it without a database (" + text(revision, "upError") + ")");
    }
    return new Content.Sql(
        new SqlFile(file + " (rendered)", section(text(revision, "up"), "upgrade", id), 1));
  }

  private Optional<SqlFile> down(JsonNode revision, String file, String id) {
    if (revision.hasNonNull("downError")) {
      findings.add(
          Finding.note(
              file, "its downgrade does not render (" + text(revision, "downError") + ")"));
      return Optional.empty();
    }
    String sql = section(text(revision, "down"), "downgrade", id);
    // A downgrade that somebody left empty undoes nothing.
    return SqlStatement.in(sql).iterator().hasNext()
        ? Optional.of(new SqlFile(file + " (rendered)", sql, 1))
        : Optional.empty();
  }

  /** What one revision does: behind the line that names it, without Alembic's own bookkeeping. */
  private static String section(String rendered, String verb, String id) {
    Matcher section = SECTION.matcher(rendered);
    while (section.find()) {
      String path = section.group(2);
      boolean named =
          verb.equals("upgrade") ? path.endsWith("-> " + id) : path.startsWith(id + " -> ");
      if (section.group(1).equals(verb) && named) {
        int start = section.end();
        int end = section.find() ? section.start() : rendered.length();
        return withoutVersion(rendered.substring(start, end).strip());
      }
    }
    return "";
  }

  private static String withoutVersion(String sql) {
    StringBuilder kept = new StringBuilder();
    int from = 0;
    for (SqlStatement statement : SqlStatement.in(sql)) {
      if (statement.contains("VERSION_NUM") || isDropOfVersions(statement)) {
        kept.append(sql, from, statement.start());
        int end = sql.indexOf(';', statement.end());
        from = end < 0 ? sql.length() : end + 1;
      }
    }
    return kept.append(sql.substring(Math.min(from, sql.length()))).toString().strip();
  }

  private static boolean isDropOfVersions(SqlStatement statement) {
    return statement.startsWith("DROP", "TABLE", "ALEMBIC_VERSION");
  }

  /** As Python prints it, {@code 2024-01-31 09:30:00.123456}, with or without an offset. */
  private static Optional<Instant> created(String text) {
    try {
      String iso = text.replaceFirst("[.,]\\d+", "").replaceFirst("[+-]\\d\\d:?\\d\\d$", "");
      return Optional.of(LocalDateTime.parse(iso.replace(' ', 'T')).toInstant(ZoneOffset.UTC));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private static String text(JsonNode revision, String field) {
    if (!revision.has(field)) {
      throw new IllegalArgumentException("a revision has no " + field);
    }
    return revision.get(field).asText("");
  }

  private static List<String> list(JsonNode revision, String field) {
    List<String> texts = new ArrayList<>();
    revision.path(field).forEach(each -> texts.add(each.asText()));
    return texts;
  }
}
