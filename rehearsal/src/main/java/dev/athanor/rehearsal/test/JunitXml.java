package dev.athanor.rehearsal.test;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.AtomicFile;
import dev.athanor.engine.model.Reason;
import dev.athanor.rehearsal.test.RevisionTest.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * A result as the XML that every build server reads: a test case for each revision, order and
 * baseline.
 */
public final class JunitXml {
  private JunitXml() {}

  /**
   * Writes it; directories are made.
   *
   * @throws AthanorException INVALID_CONFIGURATION when it cannot be written there
   */
  public static void write(TestResult result, Path path) {
    try {
      Files.createDirectories(path.toAbsolutePath().getParent());
      AtomicFile.write(path, of(result).getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "the report cannot be written to " + path + ": " + e.getMessage(),
          "Name a file in a directory that may be written to.",
          e);
    }
  }

  static String of(TestResult result) {
    StringBuilder cases = new StringBuilder();
    long failures = 0;
    long skipped = 0;
    double seconds = 0;
    for (RevisionTest test : result.revisions()) {
      failures += test.isGood() ? 0 : 1;
      skipped += test.outcome() == Outcome.UNCHANGED ? 1 : 0;
      seconds += test.micros() / 1e6;
      cases.append(revision(test));
    }
    for (TestResult.OrderTest order : result.orders()) {
      failures += order.problems().isEmpty() ? 0 : 1;
      cases.append(
          testCase(
              "orders",
              String.join(", ", order.order()),
              0,
              order.problems().isEmpty()
                  ? ""
                  : failure("failed", String.join("\n", order.problems()))));
    }
    for (TestResult.BaselineTest baseline : result.baselines()) {
      failures += baseline.isGood() ? 0 : 1;
      cases.append(
          testCase(
              "baselines",
              baseline.path(),
              0,
              baseline.isGood() ? "" : failure("failed", String.join("\n", baseline.problems()))));
    }
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        + "<testsuite name=\"athanor\" tests=\"%d\" failures=\"%d\" errors=\"0\" skipped=\"%d\" time=\"%s\">\n"
            .formatted(
                result.revisions().size() + result.orders().size() + result.baselines().size(),
                failures,
                skipped,
                time(seconds))
        + cases
        + "</testsuite>\n";
  }

  private static String revision(RevisionTest test) {
    String body =
        switch (test.outcome()) {
          case UNCHANGED -> "    <skipped message=\"unchanged since it passed\"/>\n";
          case FAILED -> failure("failed", String.join("\n", test.problems()));
          case NOT_REHEARSED -> failure("not rehearsed", String.join("\n", test.problems()));
          case IRREVERSIBLE -> "    <system-out>irreversible</system-out>\n";
          case PASSED ->
              test.remarks().isEmpty()
                  ? ""
                  : "    <system-out>"
                      + escape(String.join("\n", test.remarks()))
                      + "</system-out>\n";
        };
    String name = test.revision() + (test.message().isEmpty() ? "" : " " + test.message());
    return testCase(test.path(), name, test.micros() / 1e6, body);
  }

  private static String testCase(String group, String name, double seconds, String body) {
    String head =
        "  <testcase classname=\"%s\" name=\"%s\" time=\"%s\""
            .formatted(escape(group), escape(name), time(seconds));
    return body.isEmpty() ? head + "/>\n" : head + ">\n" + body + "  </testcase>\n";
  }

  private static String failure(String type, String text) {
    return "    <failure type=\"%s\" message=\"%s\">%s</failure>\n"
        .formatted(type, escape(text.lines().findFirst().orElse("")), escape(text));
  }

  private static String time(double seconds) {
    return String.format(Locale.ROOT, "%.3f", seconds);
  }

  /** What XML 1.0 cannot hold is left out. */
  private static String escape(String text) {
    StringBuilder escaped = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\n' -> escaped.append("&#10;");
                default -> {
                  boolean allowed =
                      c == '\t'
                          || c >= ' ' && c <= 0xD7FF
                          || c >= 0xE000 && c <= 0xFFFD
                          || c > 0xFFFF;
                  if (allowed) {
                    escaped.appendCodePoint(c);
                  }
                }
              }
            });
    return escaped.toString();
  }
}
