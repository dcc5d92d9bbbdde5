package dev.athanor.engine.bundle;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;

/** Which compiler this is: another one may compile the same files to something else. */
final class CompilerVersion {
  private CompilerVersion() {}

  /** The manifest's format and the very jars of Athanor's engine and of Liquibase. */
  static String current() {
    // By name: loading a class of Liquibase is what a compilation without changes avoids.
    ClassLoader loader = CompilerVersion.class.getClassLoader();
    java.net.URL liquibase = loader.getResource("liquibase.build.properties");
    return Manifest.FORMAT + " " + ownCode() + " " + liquibase;
  }

  private static String ownCode() {
    CodeSource source = CompilerVersion.class.getProtectionDomain().getCodeSource();
    try {
      Path path = Path.of(source.getLocation().toURI());
      return path + " " + Files.size(path) + " " + Files.getLastModifiedTime(path).toMillis();
    } catch (IOException | URISyntaxException | RuntimeException e) {
      return String.valueOf(source);
    }
  }
}
