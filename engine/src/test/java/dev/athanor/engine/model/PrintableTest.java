package dev.athanor.engine.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.engine.testing.RandomText;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PrintableTest {

  @Test
  void nothingMovesTheCursorOrForgesALine() {
    assertThat(Printable.line("a\u001b[2J\r\n2026 INFO ok"))
        .isEqualTo("a\\u001b[2J\\u000d\\u000a2026 INFO ok");
    assertThat(Printable.lines("a\r\n\tb\rc\u2028d\u009be"))
        .isEqualTo("a\r\n\tb\\u000dc\\u2028d\\u009be");
    assertThat(Printable.line("été \ud83d\ude00 \\u0041")).isEqualTo("été \ud83d\ude00 \\u0041");
    assertThat(Printable.line("\u202egpj.exe \ud800")).isEqualTo("\\u202egpj.exe \\ud800");
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      String text = RandomText.next(random);
      assertThat(Printable.line(text).codePoints().allMatch(Printable::isPlain)).isTrue();
      assertThat(Printable.lines(Printable.lines(text))).isEqualTo(Printable.lines(text));
    }
  }

  @Test
  void errorsAndKeysAreShownSo() {
    ChangesetKey key = new ChangesetKey("me\nERROR forged", "1\u001b", "a.xml");
    assertThat(key).hasToString("a.xml::1\\u001b::me\\u000aERROR forged");
    AthanorException e = new AthanorException(Reason.INTERNAL_ERROR, "a\u001bb", "c\rd");
    assertThat(e.describe()).isEqualTo("a\\u001bb\n  → c\\u000dd");
  }
}
