package dev.athanor.engine.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The engine names no front end's words; each front end puts in its own. */
class VocabularyTest {
  private static final Vocabulary SHOUTING = (term, values) -> term.name() + values;

  @Test
  void putsAFrontEndsWordsInPlaceOfTheTerms() {
    AthanorException e =
        new AthanorException(
            Reason.INTERNAL_ERROR,
            "It failed.",
            "Allow it with "
                + Term.ALLOW_DOWNGRADE
                + ", or "
                + Term.RESTORE.of("a$1\\", "", "u")
                + ".");
    assertThat(e.nextStep(SHOUTING))
        .isEqualTo("Allow it with ALLOW_DOWNGRADE[], or RESTORE[a$1\\, , u].");
    assertThat(e.nextStep()).isEqualTo("Allow it with allowDowngrade, or restore a$1\\.");
    assertThat(e.describe(SHOUTING)).startsWith("It failed.\n  → Allow it with ALLOW_DOWNGRADE[]");
  }

  @Test
  void keepsTheTermsWhereAFailureIsToldFurther() {
    Throwable cause = new IllegalStateException("cause");
    AthanorException e =
        new AthanorException(Reason.LOCKED, "one", "Use " + Term.ROLE + ".", cause)
            .withMore("two")
            .withAdvice("See " + Term.BACKUPS + ".");
    assertThat(e).hasMessage("one\ntwo").hasCause(cause);
    assertThat(e.nextStep(SHOUTING)).isEqualTo("Use ROLE[]. See BACKUPS[].");
  }

  /** Words of one front end in the engine's own texts would be wrong for all others. */
  @Test
  void theEngineSpeaksNoFrontEndsWords() throws IOException {
    Pattern foreign =
        Pattern.compile(
            "\"[^\"]*(-Dathanor|mvn athanor|athanor:[a-z]|`athanor |--(accept|allow|backup|database|tools|lock|statement|search|no)-[a-z]"
                + "|(with|allow) allow[A-Z]|the role option|spec\\.[a-z]+)[^\"]*\"");
    try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
      List<Path> files = sources.filter(f -> f.toString().endsWith(".java")).toList();
      assertThat(files).hasSizeGreaterThan(100);
      for (Path file : files) {
        // These are PostgreSQL's programs' options.
        String text =
            Files.readString(file)
                .replaceAll("\"--(lock-wait-timeout|no-[a-z]+(-[a-z]+)*)=?\"", "");
        assertThat(foreign.matcher(text).results().map(m -> m.group()).toList())
            .as(file.toString())
            .isEmpty();
      }
    }
  }
}
