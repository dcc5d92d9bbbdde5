package dev.athanor.rehearsal.lint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.athanor.engine.command.Json;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.AtomicFile;
import dev.athanor.engine.model.Digest;
import dev.athanor.engine.model.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The forms in which a report is written, for people and for those that show it to them. */
public enum ReportFormat {
  /** Lines for people. */
  TEXT {
    @Override
    public String write(LintReport report) {
      return report.text();
    }
  },

  /** As {@code --json} of every verb. */
  JSON {
    @Override
    public String write(LintReport report) {
      return Json.write(report);
    }
  },

  /** SARIF 2.1.0, which code scanning of GitHub's and others' reads. */
  SARIF {
    @Override
    public String write(LintReport report) {
      return toJson(Sarif.of(report));
    }
  },

  /** Workflow commands of GitHub Actions: a line each, shown beside the file. */
  GITHUB {
    @Override
    public String write(LintReport report) {
      return report.open().stream()
          .map(each -> workflowCommand(report.path(each), each))
          .collect(Collectors.joining("\n"));
    }
  },

  /** GitLab's code quality report, a list of Code Climate issues. */
  GITLAB {
    @Override
    public String write(LintReport report) {
      return toJson(report.open().stream().map(each -> issue(report.path(each), each)).toList());
    }
  };

  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /** The report in this form, without a newline at its end. */
  public abstract String write(LintReport report);

  /** Writes the report into a file, at once or not at all. */
  public void writeTo(Path file, LintReport report) {
    try {
      AtomicFile.write(file, (write(report) + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "the report cannot be written to " + file + ": " + e.getMessage(),
          "Name a directory that may be written to.",
          e);
    }
  }

  /**
   * @throws AthanorException INVALID_CONFIGURATION when there is none of that name
   */
  public static ReportFormat named(String name) {
    for (ReportFormat format : values()) {
      if (format.name().equalsIgnoreCase(name)) {
        return format;
      }
    }
    throw new AthanorException(
        Reason.INVALID_CONFIGURATION,
        "'" + name + "' is no format of a report",
        "Use text, json, sarif, github or gitlab.");
  }

  private static String workflowCommand(String path, Finding finding) {
    String command = finding.level().name().toLowerCase(Locale.ROOT);
    return String.format(
        "::%s file=%s,line=%d,title=%s::%s",
        command,
        property(path),
        finding.line(),
        property(finding.rule()),
        data(finding.headline() + "\n" + finding.nextStep()));
  }

  private static String data(String text) {
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
  }

  private static String property(String text) {
    return data(text).replace(":", "%3A").replace(",", "%2C");
  }

  private static Map<String, Object> issue(String path, Finding finding) {
    String severity =
        switch (finding.level()) {
          case ERROR -> "critical";
          case WARNING -> "minor";
          default -> "info";
        };
    return Map.of(
        "description", finding.headline() + "\n" + finding.nextStep(),
        "check_name", finding.rule(),
        "fingerprint", fingerprint(finding),
        "severity", severity,
        "location", Map.of("path", path, "lines", Map.of("begin", finding.line())));
  }

  /** The same from run to run, and another for each finding. */
  static String fingerprint(Finding finding) {
    String key = finding.key() + " " + finding.changeset() + " " + finding.statement();
    return Digest.of(key.getBytes(StandardCharsets.UTF_8));
  }

  private static String toJson(Object value) {
    try {
      return MAPPER.writeValueAsString(value instanceof List<?> list ? List.copyOf(list) : value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a report that is no JSON", e);
    }
  }
}
