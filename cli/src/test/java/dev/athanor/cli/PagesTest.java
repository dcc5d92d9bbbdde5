package dev.athanor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.cli.verb.Verbs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the pages tell people to type is there, and so is what they link to. */
class PagesTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern COMMAND = Pattern.compile("(?m)^ *athanor ([a-z][a-z-]+)([^\n`]*)");
  private static final Pattern OPTION = Pattern.compile("(?<![\\w-])--[a-z][a-z-]+");
  private static final Pattern GOAL = Pattern.compile("(?<![\\w./])athanor:([a-z][a-z-]+)");
  private static final Pattern PARAMETER = Pattern.compile("-D(athanor\\.[A-Za-z.]+)");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)?(?:#([^)]+))?\\)");

  private final Map<String, String> helps = new HashMap<>();
  private final List<String> wrong = new ArrayList<>();

  private static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>();
    for (String each : List.of("README.md", "CHANGELOG.md", "SECURITY.md", "llms.txt")) {
      pages.add(ROOT.resolve(each));
    }
    try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
      docs.filter(each -> each.toString().endsWith(".md")).sorted().forEach(pages::add);
    }
    return pages;
  }

  /** README has the columns of those that most people know. */
  @Test
  void theComparisonIsTheSameInBothPlaces() throws IOException {
    List<String> shown = comparison("README.md", 6);
    assertThat(shown).hasSizeGreaterThan(10).isEqualTo(comparison("docs/compare.md", 6));
  }

  private static List<String> comparison(String page, int columns) throws IOException {
    return Files.readAllLines(ROOT.resolve(page)).stream()
        .dropWhile(line -> !line.startsWith("| | Athanor |"))
        .takeWhile(line -> line.startsWith("|"))
        .map(line -> List.of(line.split("\\|")).subList(1, columns + 1).toString())
        .toList();
  }

  @Test
  void everyVerbAndOptionIsThere() throws IOException {
    for (Path page : pages()) {
      Matcher command = COMMAND.matcher(shell(Files.readString(page)));
      while (command.find()) {
        String verb = command.group(1);
        if (verb.equals("job")) {
          // What Jobs call: whose options are held by JobContractTest.
          continue;
        }
        if (!Verbs.all().containsKey(verb)) {
          wrong.add(page + ": athanor " + verb);
          continue;
        }
        String help = helps.computeIfAbsent(verb, name -> Commands.capture(name, "--help").out());
        Matcher option = OPTION.matcher(command.group(2));
        while (option.find()) {
          if (!option.group().equals("--help")
              && !Pattern.compile(option.group() + "(?![a-z-])").matcher(help).find()) {
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
        // Maven's own goal of every plugin.
        boolean help = goal.group(1).equals("help");
        if (!help && !reference.contains("`athanor:" + goal.group(1) + "`")) {
          wrong.add(page + ": " + goal.group());
        }
      }
      Matcher parameter = PARAMETER.matcher(text);
      while (parameter.find()) {
        boolean ofTests = page.endsWith("development.md");
        if (!ofTests && !reference.contains("`" + parameter.group(1) + "`")) {
          wrong.add(page + ": " + parameter.group());
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void everyLinkLeadsSomewhere() throws IOException {
    List<Path> all = new ArrayList<>(pages());
    try (Stream<Path> decisions = Files.list(ROOT.resolve("docs/adr"))) {
      decisions.forEach(all::add);
    }
    int anchors = 0;
    for (Path page : all) {
      Matcher link = LINK.matcher(withoutCode(Files.readString(page)));
      while (link.find()) {
        Path target = link.group(1) == null ? page : page.resolveSibling(link.group(1));
        if (!Files.exists(target)) {
          wrong.add(page + ": " + link.group(1));
        } else if (link.group(2) != null) {
          anchors++;
          if (!anchors(target).contains(link.group(2))) {
            wrong.add(page + ": " + target.getFileName() + "#" + link.group(2));
          }
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(anchors).isPositive();
  }

  /** Rows behind a blank line are no table's: readers see their bars. */
  @Test
  void everyRowIsOfATableWithAHead() throws IOException {
    for (Path page : pages()) {
      String[] lines = withoutCode(Files.readString(page)).split("\n", -1);
      for (int i = 0; i < lines.length; i++) {
        boolean first = lines[i].startsWith("|") && (i == 0 || !lines[i - 1].startsWith("|"));
        if (first && !(i + 1 < lines.length && lines[i + 1].matches("\\|[ :|-]+\\|"))) {
          wrong.add(page + ": " + lines[i]);
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void theListForProgramsHasEveryPage() throws IOException {
    String list = Files.readString(ROOT.resolve("llms.txt"));
    for (Path page : pages()) {
      String path = ROOT.relativize(page).toString();
      if (!path.equals("llms.txt") && !list.contains("](" + path + ")")) {
        wrong.add(path);
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void thePagesOfMeasurementsAreWhatWasMeasured() throws Exception {
    Process check =
        new ProcessBuilder("python3", "bench/run", "--report-only", "--check")
            .directory(ROOT.toFile())
            .redirectErrorStream(true)
            .start();
    String output = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(check.waitFor()).as(output).isZero();
  }

  /** What GitHub makes of a page's headings, and the site with it. */
  private static Set<String> anchors(Path page) throws IOException {
    Set<String> anchors = new HashSet<>();
    for (String line : withoutCode(Files.readString(page)).split("\n")) {
      if (line.startsWith("#")) {
        String words = line.replaceFirst("^#+ +", "").replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1");
        String slug =
            words.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}_ -]", "").replace(' ', '-');
        String unique = slug;
        for (int i = 1; !anchors.add(unique); i++) {
          unique = slug + "-" + i;
        }
      }
    }
    return anchors;
  }

  private static String withoutCode(String text) {
    return text.replaceAll("(?ms)^ *```.*?^ *```$", "").replaceAll("(?m)^    .*$", "");
  }

  /** What is code: prose says "athanor docs" of others' words, too. */
  private static String shell(String text) {
    StringBuilder code = new StringBuilder();
    boolean fenced = false;
    for (String line : text.split("\n")) {
      if (line.strip().startsWith("```")) {
        fenced = line.strip().startsWith("```sh");
      } else if (fenced || line.startsWith("    ")) {
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
