package dev.athanor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.engine.testing.Patience;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The command where nobody has said which locale there is, as in a container or under cron: Java
 * then reads arguments, variables and file names as ASCII. What is lost is said before anything is
 * written. A shell makes the bytes: this JVM's own locale may be as poor.
 */
class WithoutLocaleTest {
  private static final String UE = "$(printf '\\303\\274')";
  private static final String REVISION =
      """
      --liquibase formatted sql
      -- revision: aaaaaaaaaaaa
      -- down-revision: <base>
      -- message: the first one

      --changeset it:1
      SELECT 1;
      --rollback SELECT 1;
      """;

  @TempDir Path directory;

  private record Run(int code, String output) {}

  @BeforeEach
  void versions() throws Exception {
    Files.createDirectory(directory.resolve("versions"));
  }

  @Test
  void aMessageIsRefusedThatWouldBeWrittenAsAnother() throws Exception {
    Run run = athanor("C", "revision -m \"Geb" + UE + "hr\"");
    assertThat(run.code()).isEqualTo(ExitCode.USAGE);
    assertThat(run.output()).contains("argument 2 has characters that were not read", "LC_ALL=");
    assertThat(directory.resolve("versions")).isEmptyDirectory();

    run = athanor("C", "upgrade \"--database-url=postgresql://u:s3cret" + UE + "@h/d\"");
    assertThat(run.code()).isEqualTo(ExitCode.USAGE);
    assertThat(run.output()).contains("--database-url has characters").doesNotContain("s3cret");
  }

  @Test
  void aVariableIsRefusedThatWouldBeAnotherPassword() throws Exception {
    Files.writeString(directory.resolve("versions/first.sql"), REVISION);
    Run run =
        shell(
            "C", "export DATABASE_URL=\"postgresql://u:s3cret" + UE + "@h/d\"; " + java("current"));
    assertThat(run.code()).isNotZero();
    assertThat(run.output()).contains("DATABASE_URL has characters").doesNotContain("s3cret");
  }

  @Test
  void aFileIsNamedThatCannotBeRead() throws Exception {
    Files.writeString(directory.resolve("first"), REVISION);
    shell("C", "mv first \"versions/fr" + UE + "h.sql\"");
    Run run = athanor("C", "package b.zip");
    assertThat(run.code()).isNotZero();
    assertThat(run.output()).contains("the file name versions/fr", "LC_ALL=C.UTF-8");

    assertThat(athanor("C.UTF-8", "package b.zip").output()).contains("Packaged 1 revision");
  }

  private Run athanor(String locale, String arguments) throws Exception {
    return shell(locale, java(arguments));
  }

  private static String java(String arguments) {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    return "'%s' -XX:TieredStopAtLevel=1 %s %s".formatted(java, Main.class.getName(), arguments);
  }

  private Run shell(String locale, String script) throws Exception {
    File log = directory.resolve("log").toFile();
    ProcessBuilder builder =
        new ProcessBuilder("bash", "-c", script)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log);
    builder.environment().put("LC_ALL", locale);
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    builder.environment().remove("DATABASE_URL");
    Process process = builder.start();
    assertThat(Patience.ends(process)).isTrue();
    return new Run(process.exitValue(), Files.readString(log.toPath()));
  }
}
