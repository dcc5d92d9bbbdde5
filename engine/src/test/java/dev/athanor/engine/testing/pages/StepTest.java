package dev.athanor.engine.testing.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.athanor.engine.testing.pages.Step.Commands;
import dev.athanor.engine.testing.pages.Step.NotRun;
import dev.athanor.engine.testing.pages.Step.Place;
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

      <!-- not run: image -->
      ```sh
      docker run IMAGE
      ```

      <!-- run in the cluster
      createdb shop
      -->

      <!-- in the cluster -->
      ```sh
      kubectl get dbm
      ```

      ```text
      NAME   READY   AGE
      shop   True    24s
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
            Step.Hidden.class,
            Commands.class,
            Commands.class);
    assertThat(steps.get(1)).isEqualTo(new Step.Hidden(4, Place.HERE, "createdb shop\n"));
    assertThat(steps.get(2))
        .isEqualTo(new Step.Shown(8, Optional.of("src/A.java"), "class A {}\n"));
    Commands fails = (Commands) steps.get(3);
    assertThat(fails.shell()).isEqualTo("athanor show x\n");
    assertThat(fails.fails()).contains("no such");
    assertThat(((Commands) steps.get(4)).notRun()).contains(NotRun.IMAGE);
    assertThat(steps.get(5)).isEqualTo(new Step.Hidden(24, Place.CLUSTER, "createdb shop\n"));
  }

  @Test
  void eachIsRunInOnePlace() {
    Commands here = (Commands) Step.of(PAGE).get(3);
    Commands nowhere = (Commands) Step.of(PAGE).get(4);
    Commands there = (Commands) Step.of(PAGE).get(6);
    assertThat(here.runs(Place.HERE)).isTrue();
    assertThat(here.runs(Place.CLUSTER)).isFalse();
    assertThat(nowhere.runs(Place.HERE)).isFalse();
    assertThat(there.runs(Place.HERE)).isFalse();
    assertThat(there.runs(Place.CLUSTER)).isTrue();
  }

  /** Ages and the widths of columns are another each time. */
  @Test
  void aTableOfKubectlsIsTheSameTableLater() {
    Commands table = (Commands) Step.of(PAGE).get(6);
    assertThat(table.missing("NAME       READY   AGE\nshop       True    2m\n")).isEmpty();
    assertThat(table.missing("NAME   READY   AGE\nshop   False   24s\n"))
        .containsExactly("shop   True    24s");
  }

  @Test
  void whatAPageSaysIsPrintedHasToBe() {
    Commands heads = (Commands) Step.of(PAGE).get(7);
    assertThat(heads.missing("[INFO] 1975ea83b712 (head)\n")).isEmpty();
    assertThat(heads.missing("1975ea83b712\n(head)\n")).containsExactly("1975… (head)");
  }

  @Test
  void thereIsNoOtherReason() {
    assertThatThrownBy(() -> Step.of("<!-- not run: too slow -->\n```sh\nmvn test\n```\n"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
