package dev.athanor.autogenerate.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.athanor.engine.model.Reason;
import java.util.List;
import org.junit.jupiter.api.Test;

class CheckResultTest {

  @Test
  void severalHeadsAreNotUpToDate() {
    CheckResult two =
        new CheckResult(
            List.of(), List.of(), List.of(), 0, List.of(), List.of("1975ea83b712", "27c6a30d7c24"));

    assertThat(two.upToDate()).isFalse();
    assertThat(two.text())
        .isEqualTo(
            "There are 2 heads, 1975ea83b712, 27c6a30d7c24: an upgrade to 'head' will be refused.");
    assertThatThrownBy(two::orThrow)
        .hasFieldOrPropertyWithValue("reason", Reason.SEVERAL_HEADS)
        .hasFieldOrPropertyWithValue(
            "nextStep",
            "Join them with athanor:merge -Dmessage=\"…\", or allow them with"
                + " -Dathanor.allowSeveralHeads.");

    CheckResult one =
        new CheckResult(List.of(), List.of(), List.of(), 0, List.of(), List.of("1975ea83b712"));
    assertThat(one.orThrow().text()).isEqualTo("The revisions build what the model says.");
  }
}
