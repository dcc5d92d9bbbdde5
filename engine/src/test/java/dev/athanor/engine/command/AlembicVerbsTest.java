package dev.athanor.engine.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.engine.changelog.Changelog;
import dev.athanor.engine.changelog.ChangelogSource;
import dev.athanor.engine.changelog.RevisionGraph;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Alembic 1.20's own verbs answered over random graphs; see src/test/alembic/verbs.py. */
class AlembicVerbsTest {
  private static final Pattern MARKS =
      Pattern.compile("\\((head|effective head|current|branchpoint|mergepoint)\\)");
  private static final Pattern SHOWN = Pattern.compile("(?m)^Rev: (\\w+)");

  @TempDir Path root;
  private RevisionGraph graph;

  private record Question(String verb, List<String> applied, String argument, String answer) {
    boolean fails() {
      return answer.startsWith("!");
    }
  }

  @Test
  void answersAsAlembicDoes() throws IOException {
    List<String> differences = new ArrayList<>();
    Map<String, Integer> same = new TreeMap<>();
    for (List<String> block : blocks()) {
      graph = write(block);
      for (String line : block) {
        if (!line.startsWith("V")) {
          continue;
        }
        String[] f = line.split("\t", -1);
        Question question = new Question(f[1], list(f[2]), f[3], f[4]);
        String answer = answer(question);
        if (answer.startsWith("!") ? question.fails() : answer.equals(question.answer())) {
          same.merge(question.verb(), 1, Integer::sum);
        } else if (!isMeant(question, answer)) {
          differences.add(line + "\n    Athanor " + answer + "\n    over " + revisions(block));
        }
      }
    }
    assertThat(differences).as(differences.size() + " differences").isEmpty();
    assertThat(same.values().stream().mapToInt(n -> n).sum()).isGreaterThan(7_500);
    assertThat(same.keySet())
        .contains(
            "merge",
            "splice",
            "history",
            "indicate",
            "show",
            "current",
            "check",
            "heads",
            "stamp",
            "offline",
            "purge");
  }

  /** Where Athanor means to answer otherwise; docs/alembic.md says so. */
  private boolean isMeant(Question q, String answer) {
    if (q.answer().matches("!(Attribute|Assertion|Key)Error")) {
      return true; // Alembic did not refuse, it crashed.
    }
    return switch (q.verb()) {
      // Of one revision, and of a revision and its own ancestor, there is nothing to merge.
      case "merge", "splice" -> answer.startsWith("!nothing");
      // All is applied: that another branch depends on one of the heads takes nothing away.
      case "check" -> answer.isEmpty() && upToDate(q);
      case "history" -> isMeantOfHistory(q, answer);
      // What another one needs is applied with it: Alembic may keep a row for both.
      // Of several targets on one line, it may lose one that was asked for.
      case "stamp", "offline", "purge" ->
          heads(list(q.answer())).equals(answer)
              || q.argument().contains(" ") && !answer.startsWith("!") && isAllOf(q, answer);
      // Where two heads have one parent, Alembic shows it twice.
      case "show" -> list(q.answer()).stream().distinct().toList().equals(list(answer));
      default -> false;
    };
  }

  private boolean isAllOf(Question q, String answer) {
    Set<String> applied = graph.ancestors(list(answer));
    return Stream.of(q.argument().split(" "))
        .flatMap(target -> graph.resolve(target, q.applied()).stream())
        .allMatch(revision -> applied.contains(revision.id()));
  }

  private boolean upToDate(Question q) {
    return graph.ancestors(q.applied()).size() == graph.sorted().size();
  }

  private boolean isMeantOfHistory(Question q, String answer) {
    String to = q.argument().substring(q.argument().indexOf(':') + 1);
    String from = q.argument().substring(0, q.argument().indexOf(':'));
    // At base, Alembic takes `:current` for `:`.
    if (to.equals("current") && q.applied().isEmpty()) {
      return answer.isEmpty() || answer.contains("does not come before base");
    }
    // Alembic takes one end of a range for current, not both.
    if (q.argument().equals("current:current")) {
      return q.fails();
    }
    // As far down as base, exactly: Alembic fails, one step further it does not.
    return q.fails() && from.matches("(.*@)?-\\d");
  }

  private String answer(Question q) {
    try {
      return switch (q.verb()) {
        case "heads" -> printed(new Heads(graph, q.argument().equals("resolve"), false).run());
        case "branches" -> printed(new Branches(graph, false).run());
        case "history" -> printed(history(q, false));
        case "indicate" -> printed(history(q, true));
        case "show" ->
            sorted(
                SHOWN
                    .matcher(new Show(graph, q.argument(), q::applied).run().text())
                    .results()
                    .map(found -> found.group(1)));
        case "current" -> printed(current(q));
        case "check" -> {
          current(q).requireHeads();
          yield q.fails() ? "" : printed(current(q)).isEmpty() ? "" : q.answer();
        }
        case "stamp", "offline" -> stamp(q, q.applied());
        case "purge" -> stamp(q, List.of());
        case "merge" -> merge(q, false);
        case "splice" -> merge(q, true);
        default -> throw new IllegalStateException(q.verb());
      };
    } catch (AthanorException e) {
      return e.getMessage().contains("nothing to") ? "!nothing" : "!" + e.getMessage();
    }
  }

  private RevisionListing history(Question q, boolean indicate) {
    return new HistoryCommand(graph, Optional.of(q.argument()), indicate, false, q::applied).run();
  }

  private CurrentRevisions current(Question q) {
    List<CurrentRevisions.Place> places =
        graph.tipsOf(graph.ancestors(q.applied())).stream()
            .map(id -> RevisionInfo.of(graph, graph.get(id).orElseThrow(), null))
            .map(info -> new CurrentRevisions.Place(info.revision(), 1, 1, info))
            .toList();
    return new CurrentRevisions("db", graph.heads(), places, false);
  }

  private String stamp(Question q, List<String> applied) {
    return heads(graph.stamp(applied, List.of(q.argument().split(" "))));
  }

  private String heads(Collection<String> applied) {
    return sorted(graph.headsOf(graph.ancestors(applied)).stream());
  }

  private String merge(Question q, boolean splice) {
    RevisionRequest plain =
        RevisionRequest.of("join them", "me").withHeads(List.of(q.argument().split(" ")));
    RevisionRequest request =
        new RevisionRequest(
            plain.message(),
            plain.format(),
            plain.heads(),
            splice,
            List.of(),
            List.of(),
            Optional.empty(),
            "me",
            plain.created(),
            Optional.empty());
    try {
      NewRevisionFile written =
          new Merge(Changelog.load(ChangelogSource.versions(root)), request).run();
      Files.delete(written.path());
      return sorted(written.downRevisions().stream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (AthanorException e) {
      assertThat(e.reason()).isIn(Reason.UNKNOWN_TARGET, Reason.INVALID_CONFIGURATION);
      throw e;
    }
  }

  /** What verbs.py keeps of the same text. */
  private static String printed(CommandResult result) {
    List<String> found = new ArrayList<>();
    for (String line : result.text().lines().filter(l -> !l.isBlank()).toList()) {
      if (line.equals("<base>")) {
        continue;
      }
      Matcher arrow = Pattern.compile("-> (\\w+)").matcher(line);
      String id = arrow.find() ? arrow.group(1) : line.strip().split(" ")[0];
      String marks =
          MARKS.matcher(line).results().map(MatchResult::group).collect(Collectors.joining());
      boolean child = result instanceof Branches.BranchListing && line.contains("->");
      found.add((child ? "->" : "") + id + marks);
    }
    return sorted(found.stream());
  }

  private static String sorted(Stream<String> texts) {
    return texts.sorted().collect(Collectors.joining(","));
  }

  private RevisionGraph write(List<String> block) throws IOException {
    Path versions = Files.createDirectories(root.resolve("versions"));
    try (Stream<Path> old = Files.list(versions)) {
      for (Path file : old.toList()) {
        Files.delete(file);
      }
    }
    Set<String> ids = new HashSet<>();
    for (String line : block) {
      String[] f = line.split("\t", -1);
      if (f[0].equals("R")) {
        ids.add(f[1]);
        Files.writeString(
            versions.resolve(String.format("%02d.sql", ids.size())),
            "--liquibase formatted sql\n-- revision: %s\n-- down-revision: %s\n%s%s"
                .formatted(
                    f[1],
                    f[2].isEmpty() ? "<base>" : f[2],
                    f[3].isEmpty() ? "" : "-- depends-on: " + f[3] + "\n",
                    f[4].isEmpty() ? "" : "-- branch-labels: " + f[4] + "\n"));
      }
    }
    return Changelog.load(ChangelogSource.versions(root)).graph();
  }

  private static List<String> revisions(List<String> block) {
    return block.stream().filter(l -> l.startsWith("R")).toList();
  }

  private static List<List<String>> blocks() throws IOException {
    List<List<String>> blocks = new ArrayList<>();
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                AlembicVerbsTest.class.getResourceAsStream("alembic-verbs.tsv"),
                StandardCharsets.UTF_8))) {
      for (String line : in.lines().toList()) {
        if (line.startsWith("G")) {
          blocks.add(new ArrayList<>());
        }
        blocks.get(blocks.size() - 1).add(line);
      }
    }
    return blocks;
  }

  private static List<String> list(String text) {
    return text.isEmpty() ? List.of() : Arrays.asList(text.split(","));
  }
}
