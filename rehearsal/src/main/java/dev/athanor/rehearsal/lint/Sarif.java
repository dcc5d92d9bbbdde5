package dev.athanor.rehearsal.lint;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A report as SARIF 2.1.0 has it. */
final class Sarif {
  private Sarif() {}

  static Map<String, Object> of(LintReport report) {
    Map<String, Object> driver = new LinkedHashMap<>();
    driver.put("name", "Athanor");
    driver.put("rules", Rules.all().stream().map(Sarif::rule).toList());
    Map<String, Object> run = new LinkedHashMap<>();
    run.put("tool", Map.of("driver", driver));
    run.put("results", report.findings().stream().map(each -> result(report, each)).toList());
    Map<String, Object> sarif = new LinkedHashMap<>();
    sarif.put("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
    sarif.put("version", "2.1.0");
    sarif.put("runs", List.of(run));
    return sarif;
  }

  private static Map<String, Object> rule(Rule rule) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("id", rule.id());
    map.put("shortDescription", Map.of("text", rule.finds()));
    map.put("help", Map.of("text", rule.nextStep()));
    map.put("defaultConfiguration", Map.of("level", level(rule.level())));
    return map;
  }

  private static Map<String, Object> result(LintReport report, Finding finding) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("ruleId", finding.rule());
    map.put("level", level(finding.level()));
    map.put("message", Map.of("text", finding.headline() + "\n" + finding.nextStep()));
    map.put(
        "locations",
        List.of(
            Map.of(
                "physicalLocation",
                Map.of(
                    "artifactLocation",
                        Map.of("uri", uri(report.path(finding)), "uriBaseId", "%SRCROOT%"),
                    "region", Map.of("startLine", finding.line())))));
    map.put("partialFingerprints", Map.of("athanor/v1", ReportFormat.fingerprint(finding)));
    if (finding.accepted() != null) {
      map.put(
          "suppressions", List.of(Map.of("kind", "inSource", "justification", finding.accepted())));
    }
    return map;
  }

  /** A relative reference: what no URI may hold is escaped. */
  private static String uri(String path) {
    try {
      return new URI(null, null, "/" + path, null).toASCIIString().substring(1);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(path, e);
    }
  }

  private static String level(Level level) {
    return switch (level) {
      case ERROR -> "error";
      case WARNING -> "warning";
      case NOTICE -> "note";
      case OFF -> "none";
    };
  }
}
