package dev.athanor.engine.liquibase;

import dev.athanor.engine.changelog.ChangelogFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import liquibase.change.Change;
import liquibase.change.ChangeFactory;

/**
 * The changes that extensions on a changelog's class path bring, by name. Their classes are looked
 * into, not loaded: what an extension does runs in no build.
 */
final class ExtensionChanges {
  /** Liquibase's own, where its jar is on a project's class path. */
  private static final String OWN = "liquibase.change.";

  /** A text constant of a class file: its tag, two bytes of length, and the text. */
  private static final Pattern CONSTANT =
      Pattern.compile("\\x01\\x00([\\x02-\\x40])([a-z][A-Za-z0-9]+)");

  private final ChangelogFiles files;

  ExtensionChanges(ChangelogFiles files) {
    this.files = files;
  }

  /**
   * Has Liquibase take an element of any of their names for a change.
   *
   * @return what was registered
   */
  List<String> register(ChangeFactory changes) {
    List<String> registered = new ArrayList<>();
    Set<String> known = changes.getDefinedChanges();
    for (String name : names()) {
      if (!known.contains(name)) {
        changes.register(standIn(name));
        registered.add(name);
      }
    }
    return registered;
  }

  /**
   * All that may be one: a class says its change's name in an annotation or in code, and either is
   * a constant.
   */
  private Set<String> names() {
    Set<String> names = new TreeSet<>();
    for (byte[] services : files.onClasspath(ChangelogFiles.EXTENSION)) {
      new String(services, StandardCharsets.UTF_8)
          .lines()
          .map(line -> line.replaceFirst("#.*", "").strip())
          .filter(line -> !line.isEmpty() && !line.startsWith(OWN))
          .flatMap(type -> files.onClasspath(type.replace('.', '/') + ".class").stream())
          .forEach(type -> addConstants(type, names));
    }
    return names;
  }

  private static void addConstants(byte[] type, Set<String> names) {
    Matcher constants = CONSTANT.matcher(new String(type, StandardCharsets.ISO_8859_1));
    while (constants.find()) {
      int length = constants.group(1).charAt(0);
      String text = constants.group(2);
      if (text.length() >= length) {
        names.add(text.substring(0, length));
      }
    }
  }

  private static Change standIn(String name) {
    try (InputStream in =
        UnrunExtensionChange.class.getResourceAsStream("UnrunExtensionChange.class")) {
      return (Change)
          MethodHandles.lookup()
              .defineHiddenClassWithClassData(in.readAllBytes(), name, true)
              .lookupClass()
              .getConstructor()
              .newInstance();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("no stand-in for " + name, e);
    }
  }
}
