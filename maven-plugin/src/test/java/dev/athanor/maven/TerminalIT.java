package dev.athanor.maven;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.maven.testing.MavenProject;
import dev.athanor.maven.testing.MavenProject.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The question that a person is asked. JDKs differ in what a console is, so every one that stands
 * beside the one that tests is tried.
 */
class TerminalIT {
  private static final String QUESTION = "[y/n]";
  private static final String[] GOAL = {
    "athanor:revision", "-Dautogenerate", "-Dmessage=mail", "-DallowDestructive", "-q"
  };

  static List<Path> jdks() throws IOException {
    Path own = Path.of(System.getProperty("java.home"));
    List<Path> jdks = new ArrayList<>(List.of(own));
    try (Stream<Path> others = Files.list(own.getParent())) {
      others
          .filter(jdk -> Files.isExecutable(jdk.resolve("bin/java")))
          .filter(jdk -> !Files.isSymbolicLink(jdk) && !jdk.equals(own))
          .forEach(jdks::add);
    }
    return jdks;
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void isAnsweredOnATerminalAndAskedNowhereElse(Path jdk) {
    Map<String, String> environment = Map.of("JAVA_HOME", jdk.toString());
    MavenProject project = renamed("terminal");

    Run piped = project.maven(environment, GOAL);
    assertThat(piped.succeeded()).isFalse();
    assertThat(piped.output())
        .doesNotContain(QUESTION)
        .contains("-Drename=users.mail:email", "@RenamedFrom");
    assertThat(project.files("versions")).hasSize(1);

    Run unsure = project.onTerminal(environment, QUESTION, "", GOAL);
    assertThat(unsure.output())
        .contains("Was column public.users.mail renamed to email? [y/n]")
        .contains("-Drename=users.mail:email");
    assertThat(unsure.succeeded()).isFalse();
    assertThat(project.files("versions")).hasSize(1);

    Run yes = project.onTerminal(environment, QUESTION, "y", GOAL);
    assertThat(yes.succeeded()).describedAs(yes.output()).isTrue();
    assertThat(project.files("versions")).hasSize(2);
    assertThat(project.files("versions").values())
        .anySatisfy(
            text -> assertThat(text).contains("ALTER TABLE users RENAME COLUMN mail TO email;"));

    MavenProject other = renamed("terminal-no");
    Run no = other.onTerminal(environment, QUESTION, "perhaps\nn", GOAL);
    assertThat(no.succeeded()).describedAs(no.output()).isTrue();
    assertThat(no.output()).contains("Please answer y or n");
    assertThat(other.files("versions").values())
        .anySatisfy(
            text ->
                assertThat(text)
                    .contains("ALTER TABLE users DROP COLUMN mail;", "ADD COLUMN email text;"));
  }

  private static MavenProject renamed(String name) {
    return MavenProject.create(name, "<model>schema.sql</model>")
        .revision(
            "aaaaaaaaaaaa",
            "<base>",
            "CREATE TABLE users (id bigint PRIMARY KEY, mail text)",
            "DROP TABLE users")
        .write("schema.sql", "CREATE TABLE users (id bigint PRIMARY KEY, email text);");
  }
}
