package dev.athanor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.cli.verb.Verbs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the pages for people in a hurry tell them to type is there, and so is what they link to. */
class PagesTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern COMMAND = Pattern.compile("(?m)^ *athanor ([a-z][a-z-]+)([^\n`]*)");
  private static final Pattern OPTION = Pattern.compile("(?<![\\w-])--[a-z][a-z-]+");
  private static final Pattern GOAL = Pattern.compile("\\bathanor:([a-z][a-z-]+)");
  private static final Pattern PARAMETER = Pattern.compile("-D(athanor\\.[A-Za-z.]+)");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(#[^)]*)?\\)");

  private final Map<String, String> helps = new HashMap<>();
  private final List<String> wrong = new ArrayList<>();

  private static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>();
    try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
      docs.filter(each -> each.getFileName().toString().startsWith("how-to-")).forEach(pages::add);
    }
    for (String each :
        List.of(
            "README.md",
            "CHANGELOG.md",
            "SECURITY.md",
            "llms.txt",
            "docs/documentation.md",
            "docs/support.md",
            "docs/compare.md")) {
      pages.add(ROOT.resolve(each));
    }
    return pages;
  }

  @Test
  void everyVerbAndOptionIsThere() throws IOException {
    for (Path page : pages()) {
      Matcher command = COMMAND.matcher(shell(Files.readString(page)));
      while (command.find()) {
        String verb = command.group(1);
        if (!Verbs.all().containsKey(verb)) {
          wrong.add(page + ": athanor " + verb);
          continue;
        }
        String help = helps.computeIfAbsent(verb, name -> Commands.capture(name, "--help").out());
        Matcher option = OPTION.matcher(command.group(2));
        while (option.find()) {
          if (!Pattern.compile(option.group() + "(?![a-z-])").matcher(help).find()) {
            wrong.add(page + ": athanor " + verb + " " + option.group());
          }
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(helps).hasSizeGreaterThan(4);
  }

  @Test
  void everyGoalAndParameterIsThere() throws IOException {
    String reference = Files.readString(ROOT.resolve("docs/reference-maven-plugin.md"));
    for (Path page : pages()) {
      String text = Files.readString(page);
      Matcher goal = GOAL.matcher(text);
      while (goal.find()) {
        if (!reference.contains("`athanor:" + goal.group(1) + "`")) {
          wrong.add(page + ": " + goal.group());
        }
      }
      Matcher parameter = PARAMETER.matcher(text);
      while (parameter.find()) {
        if (!reference.contains("`" + parameter.group(1) + "`")) {
          wrong.add(page + ": " + parameter.group());
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void everyLinkedFileIsThere() throws IOException {
    for (Path page : pages()) {
      Matcher link = LINK.matcher(Files.readString(page));
      while (link.find()) {
        if (!Files.exists(page.resolveSibling(link.group(1)))) {
          wrong.add(page + ": " + link.group(1));
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  /** What is code: prose says "athanor docs" of others' words, too. */
  private static String shell(String text) {
    StringBuilder code = new StringBuilder();
    for (String line : text.split("\n")) {
      if (line.startsWith("    ")) {
        code.append(line.replaceFirst("#.*", "")).append('\n');
      } else {
        Matcher span = Pattern.compile("`([^`]+)`").matcher(line);
        while (span.find()) {
          code.append(span.group(1)).append('\n');
        }
      }
    }
    return code.toString();
  }
}
