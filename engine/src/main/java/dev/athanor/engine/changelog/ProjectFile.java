package dev.athanor.engine.changelog;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * {@code athanor.yaml} in the changelog root, beside the POM in most projects: the rules for new
 * revisions and the named environments. {@code docs/schemas/athanor.yaml.json} is its schema.
 *
 * @param revisions the rules for new revisions
 * @param environments settings by the environment's name, each by its own name, as written
 */
public record ProjectFile(RevisionRules revisions, Map<String, Map<String, String>> environments) {
  public static final String NAME = "athanor.yaml";

  private static final String REVISIONS = "revisions";
  private static final String ENVIRONMENTS = "environments";
  private static final Set<String> TOP = Set.of(REVISIONS, ENVIRONMENTS);
  private static final String MEANINGLESS = "meaningless";
  private static final String FILE_NAME = "fileName";
  private static final String AFTER_WRITE = "afterWrite";
  private static final Set<String> OF_REVISIONS = Set.of(MEANINGLESS, FILE_NAME, AFTER_WRITE);

  public ProjectFile {
    Objects.requireNonNull(revisions, "revisions");
    environments = new LinkedHashMap<>(environments);
  }

  /**
   * Reads the file of a changelog root; a project without one has no environments and the default
   * rules.
   *
   * @throws AthanorException INVALID_CONFIGURATION for what is no YAML, a key that there is not, a
   *     value of another kind
   */
  public static ProjectFile read(Path root) {
    ChangelogFiles files = new ChangelogFiles(root);
    if (!Files.exists(root.resolve(NAME))) {
      return new ProjectFile(RevisionRules.DEFAULTS, Map.of());
    }
    return parse(files.text(NAME));
  }

  static ProjectFile parse(String text) {
    Map<String, Object> top = map(load(text), "the file", TOP);
    return new ProjectFile(
        revisions(map(top.get(REVISIONS), REVISIONS, OF_REVISIONS)),
        environments(top.get(ENVIRONMENTS)));
  }

  private static Object load(String text) {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    options.setMaxAliasesForCollections(0);
    try {
      DumperOptions none = new DumperOptions();
      return new Yaml(
              new SafeConstructor(options), new Representer(none), none, options, new AsWritten())
          .load(text);
    } catch (YAMLException e) {
      throw wrong(
          "is no YAML that can be read: " + e.getMessage().replaceAll("\\s*\\R\\s*", " "),
          "Correct it.");
    }
  }

  /** To YAML 1.1 an unquoted {@code 010} is eight, {@code no} is false and {@code 1:30} is 90. */
  private static final class AsWritten extends Resolver {
    @Override
    protected void addImplicitResolvers() {
      addImplicitResolver(Tag.MERGE, MERGE, "<");
      addImplicitResolver(Tag.NULL, NULL, "~nN\0");
      addImplicitResolver(Tag.NULL, EMPTY, null);
    }
  }

  private static RevisionRules revisions(Map<String, Object> given) {
    RevisionRules defaults = RevisionRules.DEFAULTS;
    return new RevisionRules(
        given.containsKey(MEANINGLESS)
            ? new MessageRule(texts(given.get(MEANINGLESS), REVISIONS + "." + MEANINGLESS))
            : defaults.messages(),
        given.containsKey(FILE_NAME)
            ? new FileNameTemplate(text(given.get(FILE_NAME), REVISIONS + "." + FILE_NAME))
            : defaults.fileName(),
        commands(given.get(AFTER_WRITE)));
  }

  private static List<List<String>> commands(Object given) {
    String where = REVISIONS + "." + AFTER_WRITE;
    List<List<String>> commands = new ArrayList<>();
    for (Object one : list(given, where)) {
      List<String> command = texts(one, where);
      if (command.isEmpty() || command.get(0).isBlank()) {
        throw wrong(where + " holds a command without a program", "Write [program, argument, …].");
      }
      commands.add(command);
    }
    return commands;
  }

  private static Map<String, Map<String, String>> environments(Object given) {
    Map<String, Map<String, String>> environments = new LinkedHashMap<>();
    map(given, ENVIRONMENTS, null)
        .forEach(
            (name, settings) -> {
              String where = ENVIRONMENTS + "." + name;
              Map<String, String> values = new LinkedHashMap<>();
              map(settings, where, null)
                  .forEach((key, value) -> values.put(key, value(value, where + "." + key)));
              environments.put(name, values);
            });
    return environments;
  }

  /** A list means what it does on a command line: its items, separated by commas. */
  private static String value(Object value, String where) {
    return value instanceof List<?> ? String.join(",", texts(value, where)) : text(value, where);
  }

  /**
   * @param known the keys there may be; null for any
   */
  private static Map<String, Object> map(Object value, String where, Set<String> known) {
    if (value == null) {
      return Map.of();
    }
    if (!(value instanceof Map<?, ?> given)) {
      throw wrong(where + " is no mapping of keys to values", "Write `key: value` lines there.");
    }
    Map<String, Object> map = new LinkedHashMap<>();
    given.forEach((key, item) -> map.put(String.valueOf(key), item));
    for (String key : map.keySet()) {
      if (known != null && !known.contains(key)) {
        throw wrong(
            where + " has the key '" + key + "', which there is not",
            "Use one of " + String.join(", ", new TreeSet<>(known)) + ".");
      }
    }
    return map;
  }

  private static List<?> list(Object value, String where) {
    if (value == null) {
      return List.of();
    }
    if (value instanceof List<?> list) {
      return list;
    }
    throw wrong(where + " is no list", "Write it as [a, b].");
  }

  private static List<String> texts(Object value, String where) {
    return list(value, where).stream().map(item -> text(item, where)).toList();
  }

  private static String text(Object value, String where) {
    if (value instanceof String text) {
      return text;
    }
    throw wrong(where + " is " + (value == null ? "empty" : "no text"), "Give a text, in quotes.");
  }

  static AthanorException wrong(String what, String nextStep) {
    return new AthanorException(Reason.INVALID_CONFIGURATION, NAME + ": " + what, nextStep);
  }
}
