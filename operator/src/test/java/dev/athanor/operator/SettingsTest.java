package dev.athanor.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {
  @Test
  void anImageIsAllThatIsNeeded() {
    Settings settings = Settings.from(Map.of("RUNNER_IMAGE", "athanor:1"));

    assertThat(settings.namespaces()).isEmpty();
    assertThat(settings.leaderElection()).isFalse();
    assertThat(settings.port()).isEqualTo(8080);
    assertThat(settings.runner().resources().getLimits()).containsKey("memory");
  }

  @Test
  void everyProblemIsSaidAtOnce() {
    Map<String, String> wrong =
        Map.of(
            "LEADER_ELECTION", "true",
            "HTTP_PORT", "http",
            "RUNNER_IMAGE_PULL_POLICY", "Sometimes",
            "RUNNER_RESOURCES", "{",
            "FINISHED_JOBS_TO_KEEP", "-1");

    assertThatThrownBy(() -> Settings.from(wrong))
        .hasMessageContaining("RUNNER_IMAGE is not set")
        .hasMessageContaining("POD_NAMESPACE is not set")
        .hasMessageContaining("POD_NAME is not set")
        .hasMessageContaining("HTTP_PORT is 'http'")
        .hasMessageContaining("RUNNER_IMAGE_PULL_POLICY is 'Sometimes'")
        .hasMessageContaining("RUNNER_RESOURCES is not the JSON")
        .hasMessageContaining("FINISHED_JOBS_TO_KEEP is '-1'");
  }

  @Test
  void listsAreSeparatedByCommas() {
    Settings settings =
        Settings.from(Map.of("RUNNER_IMAGE", "athanor:1", "WATCH_NAMESPACES", "b, a,,"));

    assertThat(settings.namespaces()).containsExactly("a", "b");
  }
}
