package dev.athanor.engine.testing.pages;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a page has its reader do, in the order in which it stands there. */
public sealed interface Step {
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

  /**
   * What a reader does by other means: commands of a comment {@code <!-- run … -->}, or of {@code
   * <!-- run in the cluster … -->}.
   */
  record Hidden(int line, Place place, String shell) implements Step {}

  /**
   * A fenced block of {@code sh}, and what the comment right before it says of it.
   *
   * @param place the cluster's after a comment {@code <!-- in the cluster -->}
   * @param shell what the page shows
   * @param notRun why it is not run, of a comment {@code <!-- not run: REASON -->}
   * @param fails what it says when it fails, as it has to, of {@code <!-- fails: TEXT -->}
   * @param printed what the block of {@code text} behind it shows, line by line; its gaps are "…"
   */
  record Commands(
      int line,
      Place place,
      String shell,
      Optional<NotRun> notRun,
      Optional<String> fails,
      List<String> printed)
      implements Step {

    /** Whether it is run by those who run what is to be done there. */
    boolean runs(Place there) {
      return place == there && notRun.isEmpty();
    }

    /** The lines that the page shows and that this output has not. */
    List<String> missing(String output) {
      return printed.stream().filter(each -> !pattern(each).matcher(output).find()).toList();
    }

    private Pattern pattern(String printed) {
      List<String> parts = new ArrayList<>();
      for (String part : printed.strip().split("…", -1)) {
        parts.add(place == Place.CLUSTER ? table(part) : literal(part));
      }
      return Pattern.compile(String.join("[^\\n]*", parts));
    }

    /** As it stands there, but for how old or large something is and how wide a column. */
    private static String table(String part) {
      StringBuilder pattern = new StringBuilder();
      Matcher loose = LOOSE.matcher(part);
      int from = 0;
      while (loose.find()) {
        pattern.append(literal(part.substring(from, loose.start())));
        pattern.append(loose.group().isBlank() ? "\\s\\s+" : "\\d+[smhd]?");
        from = loose.end();
      }
      return pattern.append(literal(part.substring(from))).toString();
    }

    private static String literal(String text) {
      return text.isEmpty() ? "" : Pattern.quote(text);
    }
  }

  /** Where a command is run. */
  enum Place {
    /** On the reader's own machine. */
    HERE,
    /** In a cluster, with kubectl and helm. */
    CLUSTER
  }

  /** Why a block is not run. There is no other reason. */
  enum NotRun {
    /** It shows what a command takes: names in capitals stand for the reader's own. */
    FORM,
    /** It builds, tests or measures this project itself. */
    BUILD,
    /** It needs an image in a registry. */
    IMAGE,
    /** It needs a service of somebody's: a forge, a hosted database. */
    SERVICE
  }

  /** An age or a size in a table of kubectl's, and what is between its columns. */
  Pattern LOOSE = Pattern.compile("\\b\\d+[smhd]\\b|\\b\\d{4,}\\b|\\s{2,}");

  Pattern STEP =
      Pattern.compile(
          """
          (?xms)
          ^\\ *<!--\\ run (?<hiddenThere>\\ in\\ the\\ cluster)? \\n (?<hidden>.*?) -->$
          | ^<!--\\ fixture:\\ (?<fixture>[a-z-]+)\\ -->$
          | ^ (?: \\ *<!--\\ (?: (?<there>in\\ the\\ cluster) | (?<note>fails|not\\ run):\\ (?<said>[^\\n]*?) )\\ -->\\n )?
          (?<indent>\\ *) ``` (?<language>\\w+) (?: \\ title="(?<path>[^"]+)" )? \\n (?<body>.*?) ^\\ *```$
          """);

  /** All steps of a page, from its top to its end. */
  static List<Step> of(String page) {
    List<Step> steps = new ArrayList<>();
    Matcher found = STEP.matcher(page);
    while (found.find()) {
      int line = (int) page.substring(0, found.start()).lines().count() + 1;
      if (found.group("hidden") != null) {
        steps.add(new Hidden(line, place(found.group("hiddenThere")), found.group("hidden")));
      } else if (found.group("fixture") != null) {
        steps.add(new Fixture(line, found.group("fixture")));
      } else {
        fenced(steps, line, found);
      }
    }
    return steps;
  }

  private static Place place(String said) {
    return said == null ? Place.HERE : Place.CLUSTER;
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
        place(found.group("there")),
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
      steps.set(last, new Commands(of.line, of.place, of.shell, of.notRun, of.fails, lines));
    }
  }
}
