package dev.athanor.maven;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.engine.model.Term;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Several values in one property. */
class ListsTest {
  @Test
  void aRoutineKeepsTheCommasOfItsName() {
    List<String> names = List.of("routine:area(integer, text)", "column:a.b", "routine:f()");
    String advice = new GoalWords().word(Term.ACCEPT, names);
    String property = advice.replaceFirst("^-Dathanor.accept='", "").replaceFirst("'$", "");
    assertThat(NewRevisionMojo.list(property)).isEqualTo(names);
    assertThat(NewRevisionMojo.list(" a , b,")).containsExactly("a", "b");
    assertThat(NewRevisionMojo.list(null)).isEmpty();
  }
}
