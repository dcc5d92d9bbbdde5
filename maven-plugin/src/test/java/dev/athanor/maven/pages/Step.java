package dev.athanor.maven.pages;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a page has its reader do, in the order in which it stands there. */
sealed interface Step {
  /** Where its fence is, from 1. */
  int line();

  /**
   * A fenced block that says what a file is to hold.
   *
   * @param path of {@code title="path"} behind the fence's language; none where it is an excerpt
   */
  record Shown(int line, Optional<String> path, String text) implements Step {}

  /** From here on the reader has what this directory holds, and nothing of before. */
  record Fixture(int line, String name) implements Step {}

  /** Commands of a comment {@code <!-- run … -->}: what a reader does by other means. */
  record Hidden(int line, String shell) implements Step {}

  /**
   * A fenced block of {@code sh}, and what the comment right before it says of it.
   *
   * @param shell what the page shows
   * @param notRun why it is not run, of a comment {@code <!-- not run: REASON -->}
   * @param fails what it says when it fails, as it has to, of {@code <!-- fails: TEXT -->}
   * @param printed what the block of {@code text} behind it shows, line by line; its gaps are "…"
   */
  record Commands(
      int line, String shell, Optional<NotRun> notRun, Optional<String> fails, List<String> printed)
      implements Step {

    /** The lines that the page shows and that this output has not. */
    List<String> missing(String output) {
      return printed.stream().filter(each -> !pattern(each).matcher(output).find()).toList();
    }

    private static Pattern pattern(String printed) {
      List<String> parts = new ArrayList<>();
      for (String part : printed.strip().split("…", -1)) {
        parts.add(part.isEmpty() ? "" : Pattern.quote(part));
      }
      return Pattern.compile(String.join("[^\\n]*", parts));
    }
  }

  /** Why a block is not run. There is no other reason. */
  enum NotRun {
    /** It shows what a command takes: names in capitals stand for the reader's own. */
    FORM,
    /** It needs a cluster; the demo and the tests in the cluster do the like. */
    CLUSTER,
    /** It builds, tests or measures this project itself. */
    BUILD,
    /** It needs an image in a registry. */
    IMAGE,
    /** It needs a service of somebody's: a forge, a hosted database. */
    SERVICE
  }

  Pattern STEP =
      Pattern.compile(
          """
          (?xms)
          ^\\ *<!--\\ run\\n (?<hidden>.*?) -->$
          | ^<!--\\ fixture:\\ (?<fixture>[a-z-]+)\\ -->$
          | ^ (?: \\ *<!--\\ (?<note>fails|not\\ run):\\ (?<said>[^\\n]*?)\\ -->\\n )?
          (?<indent>\\ *) ``` (?<language>\\w+) (?: \\ title="(?<path>[^"]+)" )? \\n (?<body>.*?) ^\\ *```$
          """);

  /** All steps of a page, from its top to its end. */
  static List<Step> of(String page) {
    List<Step> steps = new ArrayList<>();
    Matcher found = STEP.matcher(page);
    while (found.find()) {
      int line = (int) page.substring(0, found.start()).lines().count() + 1;
      if (found.group("hidden") != null) {
        steps.add(new Hidden(line, found.group("hidden")));
      } else if (found.group("fixture") != null) {
        steps.add(new Fixture(line, found.group("fixture")));
      } else {
        fenced(steps, line, found);
      }
    }
    return steps;
  }

  private static void fenced(List<Step> steps, int line, Matcher found) {
    String body = found.group("body").replaceAll("(?m)^" + found.group("indent"), "");
    switch (found.group("language")) {
      case "sh" -> steps.add(commands(line, found, body));
      case "text" -> printed(steps, body);
      default -> steps.add(new Shown(line, Optional.ofNullable(found.group("path")), body));
    }
  }

  private static Commands commands(int line, Matcher found, String body) {
    Optional<String> said = Optional.ofNullable(found.group("said"));
    boolean fails = "fails".equals(found.group("note"));
    return new Commands(
        line,
        body,
        fails ? Optional.empty() : said.map(each -> NotRun.valueOf(each.toUpperCase(Locale.ROOT))),
        fails ? said : Optional.empty(),
        List.of());
  }

  /** A block of {@code text} right behind one of {@code sh} is what that prints. */
  private static void printed(List<Step> steps, String text) {
    int last = steps.size() - 1;
    if (last >= 0 && steps.get(last) instanceof Commands of && of.printed.isEmpty()) {
      List<String> lines = text.lines().filter(each -> !each.isBlank()).toList();
      steps.set(last, new Commands(of.line, of.shell, of.notRun, of.fails, lines));
    }
  }
}
