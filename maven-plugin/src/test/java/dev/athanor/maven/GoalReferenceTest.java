package dev.athanor.maven;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * docs/reference-maven-plugin.md is what the goals' own Javadoc says. Where it differs, run this
 * test with -Dathanor.update=true and commit.
 */
class GoalReferenceTest {
  private static final Path REFERENCE = Path.of("..", "docs", "reference-maven-plugin.md");
  private static final String HEADER =
      """
      # The plugin's goals

      Written from the goals' Javadoc by `GoalReferenceTest`; do not edit. See
      [maven-plugin.md](maven-plugin.md) for how to use them.

      """;

  private record Parameter(
      String element, String property, String shortName, String value, String text) {}

  @Test
  void theReferenceIsWhatTheGoalsSay() throws Exception {
    String reference = HEADER + goals() + parameters();
    if (Boolean.getBoolean("athanor.update")) {
      Files.writeString(REFERENCE, reference);
    }
    assertThat(Files.readString(REFERENCE)).isEqualTo(reference);
  }

  private static String goals() throws Exception {
    StringBuilder table = new StringBuilder("| goal | what it does | phase |\n|---|---|---|\n");
    for (Element mojo : mojos()) {
      table
          .append("| `athanor:")
          .append(text(mojo, "goal"))
          .append("` | ")
          .append(oneLine(text(mojo, "description")))
          .append(" | ")
          .append(text(mojo, "phase"))
          .append(" |\n");
    }
    return table.toString();
  }

  private static String parameters() throws Exception {
    Map<Parameter, SortedSet<String>> goals = new java.util.LinkedHashMap<>();
    Map<String, Parameter> sorted = new TreeMap<>();
    for (Element mojo : mojos()) {
      for (Parameter parameter : parameters(mojo)) {
        goals.computeIfAbsent(parameter, p -> new TreeSet<>()).add(text(mojo, "goal"));
        sorted.put(parameter.element() + " " + parameter, parameter);
      }
    }
    StringBuilder table =
        new StringBuilder("\n| element | `-D` | default | what it says | goals |\n")
            .append("|---|---|---|---|---|\n");
    for (Parameter parameter : sorted.values()) {
      boolean everywhere = goals.get(parameter).size() == mojos().size();
      table
          .append("| `<")
          .append(parameter.element())
          .append(">` | ")
          .append(parameter.property())
          .append(parameter.shortName())
          .append(" | ")
          .append(parameter.value())
          .append(" | ")
          .append(parameter.text())
          .append(" | ")
          .append(everywhere ? "all" : String.join(", ", goals.get(parameter)))
          .append(" |\n");
    }
    return table.toString();
  }

  private static List<Parameter> parameters(Element mojo) {
    List<Parameter> parameters = new ArrayList<>();
    Element configuration = child(mojo, "configuration");
    for (Element parameter : children(child(mojo, "parameters"), "parameter")) {
      if (!text(parameter, "editable").equals("true")) {
        continue;
      }
      String name = text(parameter, "name");
      Element value = configuration == null ? null : child(configuration, name);
      String fallback = value == null ? "" : value.getAttribute("default-value");
      boolean isShort = fallback.equals("${" + name + "}");
      parameters.add(
          new Parameter(
              name,
              value == null || value.getTextContent().isBlank()
                  ? ""
                  : "`" + value.getTextContent().replaceAll("[${}]", "") + "`",
              isShort ? ", `" + name + "`" : "",
              isShort || fallback.isEmpty() ? "" : "`" + fallback + "`",
              oneLine(text(parameter, "description"))));
    }
    return parameters;
  }

  /** All goals but help, which the plugin tools make. */
  private static List<Element> mojos() throws Exception {
    try (InputStream in = AthanorMojo.class.getResourceAsStream("/META-INF/maven/plugin.xml")) {
      Element plugin =
          DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(in).getDocumentElement();
      return children(child(plugin, "mojos"), "mojo").stream()
          .filter(mojo -> !text(mojo, "goal").equals("help"))
          .toList();
    }
  }

  private static List<Element> children(Element parent, String name) {
    List<Element> children = new ArrayList<>();
    NodeList nodes = parent.getChildNodes();
    for (int i = 0; i < nodes.getLength(); i++) {
      if (nodes.item(i) instanceof Element element && element.getTagName().equals(name)) {
        children.add(element);
      }
    }
    return children;
  }

  private static Element child(Element parent, String name) {
    List<Element> children = children(parent, name);
    return children.isEmpty() ? null : children.get(0);
  }

  private static String text(Element parent, String name) {
    Element child = child(parent, name);
    return child == null ? "" : child.getTextContent().strip();
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\s+", " ").replace("|", "\\|").replace("<", "`<").replace(">", ">`");
  }
}
