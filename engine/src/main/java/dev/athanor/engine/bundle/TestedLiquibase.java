package dev.athanor.engine.bundle;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * The one Liquibase that compiles. An application that runs bundles needs none and gets none with
 * this module; another version would render other SQL and other checksums.
 */
public final class TestedLiquibase {
  /** What Athanor is tested with. */
  public static final String VERSION = "4.33.0";

  private static final String PROPERTIES = "liquibase.build.properties";

  private TestedLiquibase() {}

  /**
   * Looks at a file of Liquibase's jar and loads no class of it.
   *
   * @throws AthanorException INVALID_CONFIGURATION when it is not there, or is another version
   */
  static void require() {
    String found = found();
    if (found == null) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "Liquibase is not on the class path, and revisions are compiled with it.",
          "Add org.liquibase:liquibase-core:"
              + VERSION
              + ", or run a bundle that was compiled where it is.");
    }
    if (!found.equals(VERSION)) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "liquibase-core "
              + found
              + " is on the class path, and revisions are compiled with "
              + VERSION
              + ": another version may give other SQL and other checksums.",
          "Set the version to "
              + VERSION
              + " (with Spring Boot's BOM, the property liquibase.version), or run a bundle that"
              + " was compiled with it.");
    }
  }

  private static String found() {
    try (InputStream in = TestedLiquibase.class.getClassLoader().getResourceAsStream(PROPERTIES)) {
      if (in == null) {
        return null;
      }
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("build.version", "of an unknown version");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
