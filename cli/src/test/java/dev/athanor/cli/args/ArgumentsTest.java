package dev.athanor.cli.args;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.athanor.engine.model.AthanorException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArgumentsTest {
  private final List<String> taken = new ArrayList<>();

  private Arguments arguments() {
    return new Arguments()
        .required("-m,--message", "TEXT", "what", v -> taken.add("m:" + v))
        .option("--dir", "DIR", "where", v -> taken.add("dir:" + v))
        .flag("--json", "as JSON", () -> taken.add("json"))
        .positional("REVISION", "which", v -> taken.add("1:" + v))
        .positionals("MORE", "others", v -> taken.add("n:" + v));
  }

  private List<String> parse(String... words) {
    taken.clear();
    arguments().parse(List.of(words));
    return taken;
  }

  @Test
  void readsBothSpellingsFlagsAndPositionalsInAnyOrder() {
    assertThat(parse("a", "-m", "x y", "--json", "--dir=p=q", "b", "c"))
        .containsExactly("m:x y", "json", "dir:p=q", "1:a", "n:b", "n:c");
    assertThat(parse("--message=", "-1")).containsExactly("m:", "1:-1");
    assertThat(parse("-m", "--json")).containsExactly("m:--json");
    assertThat(parse("-m=x", "--", "--json")).containsExactly("m:x", "1:--json");
    assertThat(parse("-m=x", "-m=y")).containsExactly("m:x", "m:y");
  }

  @Test
  void namesTheWordAtFault() {
    assertWrong("Missing option: -m,--message=TEXT.");
    assertWrong("Unknown option: --bad.", "-m=x", "--bad=1");
    assertWrong("--json takes no value.", "-m=x", "--json=yes");
    assertWrong("--dir needs a value: DIR.", "-m=x", "--dir");
    assertThatThrownBy(() -> new Arguments().parse(List.of("x")))
        .hasMessage("Unexpected argument: x.");
    for (String url :
        List.of("postgresql://me:hunter2@db/x", "jdbc:postgresql:x?password=hunter2")) {
      assertThatThrownBy(() -> parse("-m=x", "a", url))
          .hasMessage("The URL of a database stands where none is taken.");
    }
    assertThatThrownBy(
            () -> new Arguments().requiredPositional("FILE", "", v -> {}).parse(List.of()))
        .hasMessage("Missing argument: FILE.");
    assertThatThrownBy(() -> Values.number("--jobs", "many")).hasMessage("--jobs is 'many'.");
    assertThatThrownBy(() -> Values.duration("--age", "soon")).hasMessage("--age is 'soon'.");
    assertThatThrownBy(() -> Values.duration("--age", "PT-1S")).hasMessage("--age is 'PT-1S'.");
  }

  @Test
  void helpShowsEverythingOnce() {
    assertThat(arguments().help("athanor x", "Does it."))
        .startsWith("Usage: athanor x -m,--message=TEXT [OPTION…] [REVISION] [MORE…]\nDoes it.\n")
        .containsOnlyOnce("  -m, --message=TEXT")
        .contains("  --json   ");
  }

  private void assertWrong(String message, String... words) {
    assertThatThrownBy(() -> parse(words)).isInstanceOf(AthanorException.class).hasMessage(message);
  }
}
