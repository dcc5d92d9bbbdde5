package dev.athanor.maven.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.athanor.maven.pages.Step.Commands;
import dev.athanor.maven.pages.Step.NotRun;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StepTest {
  private static final String PAGE =
      """
      # Page

      <!-- fixture: shop -->
      <!-- run
      createdb shop
      -->

      ```java title="src/A.java"
      class A {}
      ```

      1. In a list:

         <!-- fails: no such -->
         ```sh
         athanor show x
         ```

      <!-- not run: cluster -->
      ```sh
      kubectl get dbm
      ```

      ```sh
      athanor heads
      ```

      ```text
      1975… (head)
      ```
      """;

  @Test
  void aPageIsItsStepsInOrder() {
    List<Step> steps = Step.of(PAGE);
    assertThat(steps)
        .hasExactlyElementsOfTypes(
            Step.Fixture.class,
            Step.Hidden.class,
            Step.Shown.class,
            Commands.class,
            Commands.class,
            Commands.class);
    assertThat(steps.get(1)).isEqualTo(new Step.Hidden(4, "createdb shop\n"));
    assertThat(steps.get(2))
        .isEqualTo(new Step.Shown(8, Optional.of("src/A.java"), "class A {}\n"));
    Commands fails = (Commands) steps.get(3);
    assertThat(fails.shell()).isEqualTo("athanor show x\n");
    assertThat(fails.fails()).contains("no such");
    assertThat(((Commands) steps.get(4)).notRun()).contains(NotRun.CLUSTER);
  }

  @Test
  void whatAPageSaysIsPrintedHasToBe() {
    Commands heads = (Commands) Step.of(PAGE).get(5);
    assertThat(heads.missing("[INFO] 1975ea83b712 (head)\n")).isEmpty();
    assertThat(heads.missing("1975ea83b712\n(head)\n")).containsExactly("1975… (head)");
  }

  @Test
  void thereIsNoOtherReason() {
    assertThatThrownBy(() -> Step.of("<!-- not run: too slow -->\n```sh\nmvn test\n```\n"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
