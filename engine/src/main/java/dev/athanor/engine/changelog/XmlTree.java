package dev.athanor.engine.changelog;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** XML without DOCTYPE, without foreign schemas. */
final class XmlTree {
  private static final int MAX_DEPTH = 64;
  private static final int MAX_NODES = 1_000_000;
  private static final String SCHEMA_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance";
  private static final Pattern OWN_SCHEMA =
      Pattern.compile("https?://(www\\.)?liquibase\\.org/xml/ns/[\\w./-]+");

  private final String path;
  private final XMLStreamReader xml;
  private int nodes;

  private XmlTree(String path, XMLStreamReader xml) {
    this.path = path;
    this.xml = xml;
  }

  static ChangelogNode parse(String path, String text) {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setXMLResolver(
        (publicId, systemId, base, namespace) -> {
          throw new XMLStreamException("no entity is ever resolved");
        });
    try {
      XMLStreamReader xml = factory.createXMLStreamReader(new StringReader(text));
      return new XmlTree(path, xml).document();
    } catch (XMLStreamException e) {
      throw ChangelogTree.invalid(path, "is not well-formed: " + message(e), "Correct the XML.");
    }
  }

  private static String message(XMLStreamException e) {
    return e.getMessage().replaceAll("\\s*\\R\\s*", " ");
  }

  private ChangelogNode document() throws XMLStreamException {
    ChangelogNode root = null;
    while (xml.hasNext()) {
      int event = xml.next();
      if (event == XMLStreamConstants.DTD) {
        throw ChangelogTree.unsafe(
            path, "has a DOCTYPE, by which entities come in", "Take the DOCTYPE out.");
      }
      if (event == XMLStreamConstants.START_ELEMENT) {
        root = element(1);
      }
    }
    return root;
  }

  private ChangelogNode element(int depth) throws XMLStreamException {
    count(depth);
    String name = xml.getLocalName();
    int line = xml.getLocation().getLineNumber();
    List<ChangelogNode> children = new ArrayList<>();
    for (int i = 0; i < xml.getAttributeCount(); i++) {
      if (SCHEMA_INSTANCE.equals(xml.getAttributeNamespace(i))) {
        schema(xml.getAttributeValue(i));
      }
      children.add(
          new ChangelogNode(
              xml.getAttributeLocalName(i), xml.getAttributeValue(i), List.of(), line));
    }
    StringBuilder text = new StringBuilder();
    for (int event = xml.next(); event != XMLStreamConstants.END_ELEMENT; event = xml.next()) {
      if (event == XMLStreamConstants.START_ELEMENT) {
        children.add(element(depth + 1));
      } else if (event == XMLStreamConstants.CHARACTERS || event == XMLStreamConstants.CDATA) {
        text.append(xml.getText());
      } else if (event == XMLStreamConstants.ENTITY_REFERENCE) {
        throw ChangelogTree.unsafe(path, "refers to an entity", "Write the text itself.");
      }
    }
    return new ChangelogNode(name, text.toString(), children, line);
  }

  private void schema(String locations) {
    for (String location : locations.strip().split("\\s+")) {
      boolean own = OWN_SCHEMA.matcher(location).matches() && !location.contains("..");
      if (!location.isEmpty() && !own) {
        throw ChangelogTree.unsafe(
            path,
            "names the schema " + location,
            "Use Liquibase's own, at http://www.liquibase.org/xml/ns/dbchangelog.");
      }
    }
  }

  private void count(int depth) {
    if (depth > MAX_DEPTH || ++nodes > MAX_NODES) {
      throw ChangelogTree.unsafe(path, "is nested or grown beyond measure", "Split the file.");
    }
  }
}
