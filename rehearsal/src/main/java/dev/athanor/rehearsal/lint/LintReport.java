package dev.athanor.rehearsal.lint;

import dev.athanor.engine.command.CommandResult;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.model.StepFindings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What lint has found.
 *
 * @param major the major version of the server that it was recorded on
 * @param revisions how many revisions were judged
 * @param checkout where the changelog root is, which findings' files are below
 * @param findings what was found, accepted findings included
 * @param stale acceptances that accept nothing any more, as sentences
 * @param steps what a bundle takes along of it, of each step that ran, up and down
 * @param fixes open findings that a safe way would mend
 */
public record LintReport(
    int major,
    int revisions,
    Checkout checkout,
    List<Finding> findings,
    List<String> stale,
    List<StepFindings> steps,
    List<Fix> fixes)
    implements CommandResult {
  public LintReport {
    Objects.requireNonNull(checkout, "checkout");
    findings = List.copyOf(findings);
    stale = List.copyOf(stale);
    steps = List.copyOf(steps);
    fixes = List.copyOf(fixes);
  }

  /** The same of a changelog that is elsewhere in its checkout. */
  LintReport in(Checkout other) {
    return new LintReport(major, revisions, other, findings, stale, steps, fixes);
  }

  /** A finding's file as programs know it, below the repository's root. */
  String path(Finding finding) {
    return checkout.inRepository(finding.file());
  }

  /** A finding's file as people would type it. */
  private String shown(Finding finding) {
    return checkout.fromHere(finding.file());
  }

  /** Those that nobody has accepted. */
  public List<Finding> open() {
    return findings.stream().filter(finding -> finding.accepted() == null).toList();
  }

  /** The lines of a baseline that has every open finding. */
  public List<String> baseline() {
    return List.copyOf(new TreeSet<>(open().stream().map(Finding::key).toList()));
  }

  /**
   * @param level the least grave level that fails; OFF for none
   * @throws AthanorException RULES_BROKEN with how many there are
   */
  public void failAt(Level level) {
    List<Finding> grave =
        open().stream().filter(each -> each.level().compareTo(level) >= 0).toList();
    if (level != Level.OFF && !grave.isEmpty()) {
      throw new AthanorException(
          Reason.RULES_BROKEN,
          grave.stream()
              .map(
                  each ->
                      shown(each) + ":" + each.line() + ": " + each.rule() + ": " + each.headline())
              .collect(
                  Collectors.joining(
                      "\n  ",
                      "lint has " + count(grave.size(), "finding") + " that must not be:\n  ",
                      "")),
          "Change the revision; or write '-- athanor: accept RULE because …' into its file.");
    }
  }

  @Override
  public String text() {
    List<String> lines = new ArrayList<>();
    for (Finding finding : open()) {
      lines.add(
          String.format(
              "%s:%d: %s %s: %s",
              shown(finding),
              finding.line(),
              finding.level().label(),
              finding.rule(),
              finding.headline()));
      if (finding.sql() != null) {
        lines.add("    " + finding.sql());
      }
      lines.add("    " + finding.harm() + "; " + decapitalized(finding.nextStep()));
      if (finding.fix() != null) {
        finding.fix().lines().forEach(line -> lines.add("    | " + line));
      }
    }
    stale.forEach(each -> lines.add("note: " + each));
    lines.add(summary());
    return String.join("\n", lines);
  }

  private static String decapitalized(String sentence) {
    boolean word = sentence.length() > 1 && Character.isLowerCase(sentence.charAt(1));
    return word ? Character.toLowerCase(sentence.charAt(0)) + sentence.substring(1) : sentence;
  }

  private String summary() {
    Map<Level, Long> counts =
        open().stream().collect(Collectors.groupingBy(Finding::level, Collectors.counting()));
    List<String> parts = new ArrayList<>();
    for (Level level : List.of(Level.ERROR, Level.WARNING, Level.NOTICE)) {
      if (counts.containsKey(level)) {
        parts.add(count(counts.get(level), level.label()));
      }
    }
    int accepted = findings.size() - open().size();
    return (parts.isEmpty() ? "nothing found" : String.join(", ", parts))
        + " in "
        + count(revisions, "revision")
        + " on PostgreSQL "
        + major
        + (accepted == 0 ? "" : "; " + accepted + " accepted");
  }

  private static String count(long number, String thing) {
    return number + " " + thing + (number == 1 ? "" : "s");
  }

  @Override
  public Object json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("postgresql", major);
    json.put("revisions", revisions);
    json.put("directory", checkout.directory());
    json.put("findings", findings);
    json.put("staleAcceptances", stale);
    return json;
  }
}
