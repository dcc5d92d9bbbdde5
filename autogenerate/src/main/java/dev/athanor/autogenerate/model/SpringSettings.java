package dev.athanor.autogenerate.model;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * What Spring Boot would tell the provider: {@code spring.jpa.*} of the default profile, read as
 * text. Spring itself is not started.
 *
 * @param properties provider settings
 * @param mappingFiles {@code spring.jpa.mapping-resources}
 */
record SpringSettings(Map<String, String> properties, List<String> mappingFiles) {
  private static final String PROVIDER = "spring.jpa.properties.";
  private static final Map<String, String> DIRECT =
      Map.of(
          "spring.jpa.hibernate.naming.physicalstrategy", "hibernate.physical_naming_strategy",
          "spring.jpa.hibernate.naming.implicitstrategy", "hibernate.implicit_naming_strategy",
          "spring.jpa.databaseplatform", "hibernate.dialect");
  private static final String MAPPING = "spring.jpa.mappingresources";

  static SpringSettings read(List<Path> directories) {
    Map<String, String> all = new TreeMap<>();
    for (Path directory : directories) {
      for (String place : List.of("", "config/")) {
        yaml(directory.resolve(place + "application.yaml"), all);
        yaml(directory.resolve(place + "application.yml"), all);
        properties(directory.resolve(place + "application.properties"), all);
      }
    }
    Map<String, String> provider = new LinkedHashMap<>();
    List<String> mappingFiles = new ArrayList<>();
    all.forEach((key, value) -> take(key, value, provider, mappingFiles));
    return new SpringSettings(provider, mappingFiles);
  }

  private static void take(
      String key, String raw, Map<String, String> provider, List<String> mappingFiles) {
    String value = resolve(raw);
    String relaxed = key.replace("-", "").toLowerCase(java.util.Locale.ROOT);
    if (value == null) {
      return;
    }
    if (key.startsWith(PROVIDER)) {
      provider.put(key.substring(PROVIDER.length()), value);
    } else if (DIRECT.containsKey(relaxed)) {
      provider.put(DIRECT.get(relaxed), value);
    } else if (relaxed.equals(MAPPING) || relaxed.startsWith(MAPPING + "[")) {
      Arrays.stream(value.split(",")).map(String::strip).forEach(mappingFiles::add);
    }
  }

  /** {@code ${NAME:default}} as Spring reads it at start; null where nothing says it. */
  private static String resolve(String value) {
    if (!value.startsWith("${") || !value.endsWith("}")) {
      return value;
    }
    String[] parts = value.substring(2, value.length() - 1).split(":", 2);
    String set = System.getProperty(parts[0], System.getenv(parts[0]));
    return set != null ? set : parts.length > 1 ? parts[1] : null;
  }

  private static void properties(Path file, Map<String, String> into) {
    if (!Files.isRegularFile(file)) {
      return;
    }
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw unreadable(file, e);
    }
    properties.stringPropertyNames().forEach(key -> into.put(key, properties.getProperty(key)));
  }

  private static void yaml(Path file, Map<String, String> into) {
    if (!Files.isRegularFile(file)) {
      return;
    }
    try (Reader reader = Files.newBufferedReader(file)) {
      for (Object document : new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(reader)) {
        Map<String, String> flat = new TreeMap<>();
        flatten("", document, flat);
        // Documents of a profile do not hold by default.
        if (flat.keySet().stream().noneMatch(key -> key.startsWith("spring.config.activate"))) {
          into.putAll(flat);
        }
      }
    } catch (IOException | YAMLException e) {
      throw unreadable(file, e);
    }
  }

  private static void flatten(String prefix, Object node, Map<String, String> into) {
    if (node instanceof Map<?, ?> map) {
      map.forEach(
          (key, value) -> flatten(prefix.isEmpty() ? "" + key : prefix + "." + key, value, into));
    } else if (node instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        flatten(prefix + "[" + i + "]", list.get(i), into);
      }
    } else if (node != null) {
      into.put(prefix, node.toString());
    }
  }

  private static AthanorException unreadable(Path file, Exception cause) {
    return new AthanorException(
        Reason.INVALID_CONFIGURATION,
        file + " cannot be read: " + cause.getMessage(),
        "Correct the file.",
        cause);
  }
}
