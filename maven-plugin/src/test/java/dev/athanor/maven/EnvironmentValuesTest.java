package dev.athanor.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.athanor.engine.command.NamedEnvironment;
import dev.athanor.engine.command.Setting;
import java.io.File;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.codehaus.plexus.util.xml.Xpp3Dom;
import org.junit.jupiter.api.Test;

/** An environment fills in what neither command line nor POM has said. */
class EnvironmentValuesTest {
  private final Xpp3Dom configuration = new Xpp3Dom("configuration");
  private final Properties commandLine = new Properties();
  private final Properties project = new Properties();

  /** As Maven has set it: the POM's values, and the parameters' own defaults. */
  private static class Parent {
    private String url = "postgresql://pom/d";
    private String user = "pom";
    private File backupDirectory = new File("default");
  }

  private static final class Goal extends Parent {
    private int backupRetain = 3;
    private boolean allowSuperuser;
    private String lockTimeout = "30s";
    private List<String> trustedRoles;
  }

  private final Goal goal = new Goal();

  private EnvironmentValues values() {
    return new EnvironmentValues(goal, new ParameterSources(configuration, commandLine, project));
  }

  private void pom(String name, String value) {
    Xpp3Dom element = new Xpp3Dom(name);
    element.setValue(value);
    configuration.addChild(element);
  }

  private static NamedEnvironment staging(Map<Setting, String> settings) {
    return new NamedEnvironment("staging", settings);
  }

  @Test
  void whatNobodySaidIsTheEnvironments() {
    // A parameter that the POM leaves out.
    pom("lockTimeout", "${athanor.lockTimeout}");
    pom("backupRetain", "7");
    commandLine.setProperty("athanor.allowSuperuser", "false");

    assertThat(
            values()
                .fill(
                    staging(
                        Map.of(
                            Setting.LOCK_TIMEOUT, "5s",
                            Setting.BACKUP_RETAIN, "9",
                            Setting.ALLOW_SUPERUSER, "true",
                            Setting.TRUSTED_ROLES, "a, b",
                            Setting.BACKUP_DIRECTORY, "there",
                            Setting.LABELS, "of no parameter here"))))
        .containsExactlyInAnyOrder(
            Setting.LOCK_TIMEOUT, Setting.TRUSTED_ROLES, Setting.BACKUP_DIRECTORY);
    assertThat(goal.lockTimeout).isEqualTo("5s");
    assertThat(goal.backupRetain).isEqualTo(3);
    assertThat(goal.allowSuperuser).isFalse();
    assertThat(goal.trustedRoles).containsExactly("a", "b");
    assertThat(((Parent) goal).backupDirectory).isEqualTo(new File("there"));
    assertThat(values().get(Setting.TRUSTED_ROLES)).contains("a,b");
    assertThat(values().get(Setting.SEARCH_PATH)).isEmpty();
  }

  @Test
  void theEnvironmentsDatabaseComesWithItsOwnCredentials() {
    pom("user", "pom");
    values().fill(staging(Map.of(Setting.URL, "postgresql://staging/d")));
    assertThat(((Parent) goal).url).isEqualTo("postgresql://staging/d");
    assertThat(((Parent) goal).user).isNull();
  }

  @Test
  void twoDatabasesAreRefusedUnlessTheCommandLineDecides() {
    pom("url", "postgresql://pom/d");
    NamedEnvironment staging =
        staging(Map.of(Setting.URL, "postgresql://staging/d", Setting.USER, "staging"));
    assertThatThrownBy(() -> values().fill(staging))
        .hasMessageContaining("the environment staging names a database, and so does the POM");
    commandLine.setProperty("athanor.url", "postgresql://cli/d");
    assertThat(values().fill(staging)).isEmpty();
    assertThat(((Parent) goal).url).isEqualTo("postgresql://pom/d");
    // Staging's password is not for whatever server the command line names.
    assertThat(((Parent) goal).user).isEqualTo("pom");
  }

  @Test
  void aPropertyOfThePomIsThePoms() {
    project.setProperty("athanor.lockTimeout", "1s");
    assertThat(values().fill(staging(Map.of(Setting.LOCK_TIMEOUT, "5s")))).isEmpty();
  }

  @Test
  void valuesOfAnotherKindAreRefused() {
    assertThatThrownBy(() -> values().fill(staging(Map.of(Setting.BACKUP_RETAIN, "many"))))
        .hasMessageContaining("environment staging: backupRetain is 'many'");
    assertThatThrownBy(() -> values().fill(staging(Map.of(Setting.ALLOW_SUPERUSER, "yes"))))
        .hasMessageContaining("allowSuperuser is 'yes'");
  }
}
