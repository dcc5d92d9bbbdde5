package dev.athanor.engine.changelog;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;

/** The comment lines at the top of a revision file, without their comment signs. */
final class HeaderLines {
  private static final String XML_OPEN = "<!--";
  private static final String XML_CLOSE = "-->";

  private HeaderLines() {}

  static List<String> of(RevisionFormat format, String path, String text, ChangelogFiles files) {
    return switch (format) {
      case SQL -> commented(text, "--");
      case YAML -> commented(text, "#");
      case XML -> xml(text);
      case JSON -> sidecar(path, files);
    };
  }

  private static List<String> commented(String text, String sign) {
    List<String> lines = new ArrayList<>();
    // Not all lines: a file may have a million below its header.
    for (Iterator<String> all = text.lines().iterator(); all.hasNext(); ) {
      String line = all.next().strip();
      boolean changeset = line.toLowerCase(Locale.ROOT).matches("--\\s*changeset\\s.*");
      if (changeset || !(line.isEmpty() || line.startsWith(sign) || line.startsWith("---"))) {
        break;
      }
      if (line.startsWith(sign)) {
        lines.add(line.substring(sign.length()).strip());
      }
    }
    return lines;
  }

  /** Comments before the first element inside the root. */
  private static List<String> xml(String text) {
    List<String> lines = new ArrayList<>();
    int at = 0;
    for (int elements = 0; elements < 2; ) {
      int open = text.indexOf('<', at);
      if (open < 0) {
        break;
      }
      if (text.startsWith(XML_OPEN, open)) {
        int close = text.indexOf(XML_CLOSE, open + XML_OPEN.length());
        if (close < 0) {
          break;
        }
        text.substring(open + XML_OPEN.length(), close)
            .lines()
            .map(String::strip)
            .forEach(lines::add);
        at = close + XML_CLOSE.length();
      } else {
        char next = open + 1 < text.length() ? text.charAt(open + 1) : ' ';
        elements += next == '?' || next == '!' ? 0 : 1;
        at = open + 1;
      }
    }
    return lines;
  }

  private static List<String> sidecar(String path, ChangelogFiles files) {
    String sidecar = path + RevisionFormat.SIDECAR;
    if (!files.exists(sidecar)) {
      throw new AthanorException(
          Reason.INVALID_CHANGELOG,
          path + ": has no header",
          "JSON has no comments: write the header's lines into " + sidecar + ".");
    }
    return files.text(sidecar).lines().map(String::strip).filter(l -> !l.startsWith("#")).toList();
  }
}
