package dev.athanor.pages.markdown;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PageTest {
  /** Seven columns do not fit beside an empty one. */
  @Test
  void aColumnOfCommentsIsThereWhereSomebodyWroteOne() {
    List<String> head = List.of("Name", Page.COMMENT);
    assertThat(page(head, List.of(List.of("a", ""), List.of("b", ""))))
        .endsWith("| Name |\n| --- |\n| a |\n| b |\n");
    assertThat(page(head, List.of(List.of("a", ""), List.of("b", "of b"))))
        .endsWith("| Name | Comment |\n| --- | --- |\n| a |  |\n| b | of b |\n");
    assertThat(page(List.of("Name", "Null"), List.of(List.of("a", "")))).contains("| Null |");
    assertThat(page(head, List.of())).endsWith("# T\n");
  }

  private static String page(List<String> head, List<List<String>> rows) {
    return new Page(null, "", "T").table(head, rows).render();
  }
}
