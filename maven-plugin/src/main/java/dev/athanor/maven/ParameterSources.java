package dev.athanor.maven;

import dev.athanor.engine.command.Setting;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import org.codehaus.plexus.util.xml.Xpp3Dom;

/** What said a goal's parameter: the command line, the POM, or nobody but its default. */
final class ParameterSources {
  private final Xpp3Dom configuration;
  private final Properties commandLine;
  private final Properties project;

  /**
   * @param configuration of the goal's execution: a parameter that the POM leaves out is there as
   *     the expression of its property
   * @param project the POM's properties
   */
  ParameterSources(Xpp3Dom configuration, Properties commandLine, Properties project) {
    this.configuration = Objects.requireNonNull(configuration, "configuration");
    this.commandLine = Objects.requireNonNull(commandLine, "commandLine");
    this.project = Objects.requireNonNull(project, "project");
  }

  private static String property(Setting setting) {
    return "athanor." + setting.key();
  }

  /** Empty where nobody said it. */
  Optional<String> of(Setting setting) {
    if (isOnCommandLine(setting)) {
      return Optional.of("-D" + property(setting));
    }
    Xpp3Dom element = configuration.getChild(setting.key());
    String value = element == null ? null : element.getValue();
    boolean expression = value == null || value.equals("${" + property(setting) + "}");
    if (!expression) {
      return Optional.of("POM, <" + setting.key() + ">");
    }
    return project.containsKey(property(setting))
        ? Optional.of("POM, property " + property(setting))
        : Optional.empty();
  }

  boolean isOnCommandLine(Setting setting) {
    return commandLine.containsKey(property(setting));
  }
}
