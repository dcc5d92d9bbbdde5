package dev.athanor.engine.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What psql would put a variable in place of gets a space, wherever it stands. */
class PsqlScriptTest {
  @Test
  void aSliceIsEscapedAlsoBehindTheElementsThatAStatementKeeps() {
    String many = "1,".repeat(StatementReader.MAX_TOKENS);
    assertThat(PsqlScript.escaped("SELECT ARRAY[" + many + "2][1:n], ':n', a::int; SELECT b[1:n]"))
        .isEqualTo("SELECT ARRAY[" + many + "2][1: n], ':n', a::int; SELECT b[1: n]");
  }
}
