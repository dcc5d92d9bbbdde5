package dev.athanor.cli;

import dev.athanor.engine.command.Terminals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;

/**
 * What stands out at a terminal: errors, warnings, the level of a finding, what failed, and SQL to
 * write instead.
 */
final class Colours {
  static final int OUT = 1;
  static final int ERR = 2;

  /** For text that goes to programs and tests. */
  static final Colours NONE = new Colours(descriptor -> false);

  private static final String RESET = "\u001b[0m";
  private static final String RED = "\u001b[1;31m";
  private static final String YELLOW = "\u001b[1;33m";
  private static final String CYAN = "\u001b[36m";
  private static final String GREEN = "\u001b[32m";

  private record Style(Pattern pattern, String code) {}

  private final IntPredicate wanted;

  private Colours(IntPredicate wanted) {
    this.wanted = wanted;
  }

  /** Where the stream is a terminal, unless {@code NO_COLOR} is set or it can show none. */
  static Colours ofProcess() {
    return new Colours(
        descriptor ->
            isAllowed(System.getenv()) && isTerminal(Path.of("/proc/self/fd"), descriptor));
  }

  /**
   * @param text without a control character of its own
   * @param descriptor {@link #OUT} or {@link #ERR}
   */
  String in(String text, int descriptor) {
    return wanted.test(descriptor) ? painted(text) : text;
  }

  static String painted(String text) {
    String painted = text;
    for (Style style : Styles.ALL) {
      painted = style.pattern().matcher(painted).replaceAll("$1" + style.code() + "$2" + RESET);
    }
    return painted;
  }

  static boolean isAllowed(Map<String, String> environment) {
    String term = environment.getOrDefault("TERM", "dumb");
    return environment.getOrDefault("NO_COLOR", "").isEmpty() && !term.equals("dumb");
  }

  /** Where nothing tells of each stream, the process' console tells of all. */
  private static boolean isTerminal(Path descriptors, int descriptor) {
    try {
      String target = Files.readSymbolicLink(descriptors.resolve("" + descriptor)).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException e) {
      return Terminals.console().isPresent();
    }
  }

  /** Compiled where somebody looks. */
  private static final class Styles {
    /** What stays as it is, and what is painted. */
    static final List<Style> ALL =
        List.of(
            style("^(error: |)(FAILED|NOT REHEARSED)(?=: )", RED),
            style("^()(error)(?=: )", RED),
            style("^()(Warning)(?=: )", YELLOW),
            style("^(\\S[^:\\n]*:\\d+: )(error)(?= [a-z-]+: )", RED),
            style("^(\\S[^:\\n]*:\\d+: )(warning)(?= [a-z-]+: )", YELLOW),
            style("^(\\S[^:\\n]*:\\d+: )(notice)(?= [a-z-]+: )", CYAN),
            style("^(    )(\\| .*)$", GREEN));

    private Styles() {}
  }

  private static Style style(String regex, String code) {
    return new Style(Pattern.compile(regex, Pattern.MULTILINE), code);
  }
}
