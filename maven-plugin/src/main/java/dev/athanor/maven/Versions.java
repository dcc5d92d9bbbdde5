package dev.athanor.maven;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** Versions of what is fetched when it is first needed: those that this plugin was tested with. */
final class Versions {
  private Versions() {}

  static String of(String what) {
    return all().getProperty(what);
  }

  /** The PostgreSQL for each major version. */
  static Map<Integer, String> postgresql() {
    Map<Integer, String> majors = new TreeMap<>();
    String prefix = "postgresql.";
    Properties all = all();
    for (String name : all.stringPropertyNames()) {
      if (name.startsWith(prefix)) {
        majors.put(Integer.valueOf(name.substring(prefix.length())), all.getProperty(name));
      }
    }
    return majors;
  }

  private static Properties all() {
    Properties versions = new Properties();
    try (InputStream in = Versions.class.getResourceAsStream("versions.properties")) {
      versions.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return versions;
  }
}
