package dev.athanor.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.maven.DatabaseChoice.Configured;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.maven.settings.Settings;
import org.junit.jupiter.api.Test;

class DatabaseChoiceTest {
  private static final Map<String, String> ENVIRONMENT =
      Map.of("DATABASE_URL", "postgresql://env:envpw@env-host/shop");
  private static final Configured POM =
      new Configured("jdbc:postgresql://pom-host/shop", "pom", "pompw", null, true);

  @Test
  void theCommandLineGoesFirst() {
    assertThat(choose(Map.of("athanor.url", "postgresql://cli-host/shop"), ENVIRONMENT, POM))
        .hasValueSatisfying(url -> assertThat(host(url)).isEqualTo("cli-host"));
    assertThat(choose(Map.of("athanor.embedded", "true"), ENVIRONMENT, POM)).isEmpty();
  }

  @Test
  void thenTheEnvironmentWithItsOwnCredentialsOnly() {
    assertThat(choose(Map.of(), ENVIRONMENT, POM))
        .hasValueSatisfying(
            url -> {
              assertThat(host(url)).isEqualTo("env-host");
              assertThat(url.user()).isEqualTo("env");
              assertThat(url.password()).contains("envpw");
            });
    assertThat(choose(Map.of(), Map.of("DATABASE_URL", "postgresql://env-host/shop"), POM))
        .hasValueSatisfying(url -> assertThat(url.password()).isEmpty());
  }

  @Test
  void thenThePom() {
    assertThat(choose(Map.of(), Map.of(), POM))
        .hasValueSatisfying(
            url -> {
              assertThat(host(url)).isEqualTo("pom-host");
              assertThat(url.user()).isEqualTo("pom");
              assertThat(url.password()).contains("pompw");
              assertThat(url.toString()).doesNotContain("pompw");
            });
    Configured embedded = new Configured(null, null, null, null, true);
    assertThat(choose(Map.of(), Map.of("DATABASE_URL", " "), embedded)).isEmpty();
  }

  @Test
  void theEmbeddedOneIsNoFallback() {
    Configured nothing = new Configured(null, null, null, null, false);

    assertThatThrownBy(() -> choose(Map.of(), Map.of(), nothing))
        .isInstanceOfSatisfying(
            AthanorException.class,
            e ->
                assertThat(e.nextStep())
                    .contains("DATABASE_URL", "<url>", "<server>", "-Dathanor.embedded"));
  }

  @Test
  void aServerThatSettingsDoNotHaveIsNamed() {
    Configured configured = new Configured("postgresql://h/d", null, null, "shop-db", false);

    assertThatThrownBy(() -> choose(Map.of(), Map.of(), configured))
        .hasMessage("settings.xml has no server 'shop-db'");
  }

  @Test
  void durationsAreAsPeopleWriteThem() {
    assertThat(Durations.parse("x", "1h30m")).isEqualTo(Duration.ofMinutes(90));
    assertThat(Durations.parse("x", "0")).isZero();
    assertThat(Durations.parse("x", "PT5S")).isEqualTo(Duration.ofSeconds(5));
    assertThatThrownBy(() -> Durations.parse("athanor.lockTimeout", "soon"))
        .hasMessage("athanor.lockTimeout is 'soon', which is no duration");
    assertThatThrownBy(() -> Durations.parse("x", "-5s")).isInstanceOf(AthanorException.class);
  }

  private static Optional<DatabaseUrl> choose(
      Map<String, String> commandLine, Map<String, String> environment, Configured configured) {
    Properties properties = new Properties();
    properties.putAll(commandLine);
    return new DatabaseChoice(properties, environment, new ServerLogin(new Settings(), null))
        .choose(configured);
  }

  private static String host(DatabaseUrl url) {
    return url.hosts().get(0).name();
  }
}
