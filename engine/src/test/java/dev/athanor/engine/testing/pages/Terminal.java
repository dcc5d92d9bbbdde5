package dev.athanor.engine.testing.pages;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A directory, a home, and a shell that keeps its variables from block to block, as a terminal that
 * is left open does.
 */
public final class Terminal {
  /** A JVM that lives for a second: most of its time is for loading classes. */
  public static final String JVM =
      "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto"
          + " -XX:+UnlockDiagnosticVMOptions -XX:-BytecodeVerificationRemote"
          + " -Djava.io.tmpdir="
          + System.getProperty("java.io.tmpdir");

  private static final int MINUTES = 10;

  private final Path home;
  private final Path directory;
  private final Path state;
  private final Map<String, String> environment = new TreeMap<>();
  private final UnaryOperator<String> here;

  /**
   * @param home to be made anew
   * @param environment variables beside those of this process
   * @param here makes of what a page says what it is on this machine
   */
  public Terminal(Path home, Map<String, String> environment, UnaryOperator<String> here)
      throws IOException {
    this.home = home.toAbsolutePath();
    this.here = here;
    directory = this.home.resolve("work");
    state = this.home.resolve("state");
    this.environment.put("HOME", this.home.toString());
    this.environment.put("PATH", this.home.resolve("bin") + ":" + System.getenv("PATH"));
    this.environment.put("MAVEN_OPTS", JVM + " -Duser.home=" + this.home);
    this.environment.put("SHOWN", this.home.resolve("shown").toString());
    this.environment.put("LC_ALL", "C.UTF-8");
    this.environment.putAll(environment);
    delete(this.home);
    clear();
  }

  /** What a shell said, and its exit code. */
  public record Said(int exit, String output) {}

  public Path directory() {
    return directory;
  }

  /** Nothing of what was there before is left: no file, no variable. */
  public void clear() throws IOException {
    delete(directory);
    Files.createDirectories(directory);
    Files.writeString(state, "cd '" + directory + "'\n");
  }

  /** Copies these files, and runs their {@code setup.sh}. */
  public void lay(Path fixture) throws IOException {
    try (Stream<Path> files = Files.walk(fixture)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        Path to = directory.resolve(fixture.relativize(file).toString());
        Files.createDirectories(to.getParent());
        Files.writeString(to, here.apply(Files.readString(file)));
      }
    }
    Path setup = directory.resolve("setup.sh");
    if (Files.exists(setup)) {
      Said said = run(Files.readString(setup));
      Files.delete(setup);
      if (said.exit() != 0) {
        throw new IllegalStateException("fixture " + fixture + ": " + said.output());
      }
    }
  }

  /**
   * Writes the file that a page shows; commands find the last one that it showed in {@code $SHOWN}.
   */
  public void write(Step.Shown shown) throws IOException {
    Files.writeString(home.resolve("shown"), shown.text());
    if (shown.path().isPresent()) {
      Path file = directory.resolve(shown.path().get());
      Files.createDirectories(file.getParent());
      Files.writeString(file, here.apply(shown.text()));
    }
  }

  /** Runs these commands up to the first that fails; after ten minutes it is over. */
  public Said run(String commands) throws IOException {
    String script = ". '" + state + "'\nset -eo pipefail\n" + here.apply(commands) + "\n" + keep();
    Path file = Files.writeString(home.resolve("block.sh"), script);
    Path log = home.resolve("block.log");
    ProcessBuilder builder =
        new ProcessBuilder("bash", file.toString())
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(log.toFile());
    builder.environment().keySet().removeAll(List.of("DATABASE_URL", "MAVEN_ARGS"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        return new Said(-1, "did not end: " + Files.readString(log));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    return new Said(process.exitValue(), Files.readString(log));
  }

  private String keep() {
    return "{ export -p | grep -v 'declare -x \\(PATH\\|HOME\\|PG\\w*\\)='; echo \"cd '$PWD'\"; } > '"
        + state
        + "'\n";
  }

  /** A command by this name is this one. */
  public void program(String name, List<String> command) throws IOException {
    String words = command.stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
    script(name, "#!/bin/sh\nexec " + words + " \"$@\"\n");
  }

  /** A command by this name is this script. */
  public void script(String name, String text) throws IOException {
    Path file = home.resolve("bin").resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    file.toFile().setExecutable(true);
  }

  /** The command {@code athanor}, of this class path. */
  public void athanor(String classPath) throws IOException {
    List<String> command = new ArrayList<>(List.of("java", "-Duser.home=" + home));
    command.addAll(List.of(JVM.split(" ")));
    command.addAll(List.of("-cp", classPath, "dev.athanor.cli.Main"));
    program("athanor", command);
  }

  private static void delete(Path directory) throws IOException {
    if (Files.exists(directory)) {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : (Iterable<Path>) files.sorted((a, b) -> b.compareTo(a))::iterator) {
          Files.delete(file);
        }
      }
    }
  }
}
