package dev.athanor.autogenerate.model;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** Reads the units of {@code META-INF/persistence.xml}, without fetching anything it refers to. */
final class PersistenceXml {
  static final String PATH = "META-INF/persistence.xml";

  /**
   * One persistence unit as far as a schema depends on it.
   *
   * @param excludeUnlisted whether only {@code classes} and {@code mappingFiles} are managed
   * @param file where it was read
   */
  record Unit(
      String name,
      String provider,
      List<String> classes,
      List<String> mappingFiles,
      boolean excludeUnlisted,
      Map<String, String> properties,
      Path file) {}

  private PersistenceXml() {}

  /** The unit of that name, or the only one; empty where the directories have no such file. */
  static Optional<Unit> find(List<Path> directories, Optional<String> name) {
    List<Unit> units = new ArrayList<>();
    for (Path directory : directories) {
      Path file = directory.resolve(PATH);
      if (Files.isRegularFile(file)) {
        units.addAll(read(file));
      }
    }
    if (name.isPresent()) {
      return Optional.of(
          units.stream()
              .filter(unit -> unit.name().equals(name.get()))
              .findFirst()
              .orElseThrow(() -> unknown(name.get(), units)));
    }
    if (units.size() > 1) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          units.get(0).file() + " has several persistence units: " + names(units) + ".",
          "Say which one with -Dathanor.persistenceUnit=" + units.get(0).name() + ".");
    }
    return units.stream().findFirst();
  }

  private static AthanorException unknown(String name, List<Unit> units) {
    return new AthanorException(
        Reason.INVALID_CONFIGURATION,
        "There is no persistence unit " + name + " in the module's " + PATH + ".",
        units.isEmpty()
            ? "Add the file, or leave athanor.persistenceUnit out to scan for entities."
            : "Name one of: " + names(units) + ".");
  }

  private static String names(List<Unit> units) {
    return String.join(", ", units.stream().map(Unit::name).toList());
  }

  private static List<Unit> read(Path file) {
    List<Unit> units = new ArrayList<>();
    NodeList elements = parse(file).getElementsByTagNameNS("*", "persistence-unit");
    for (int i = 0; i < elements.getLength(); i++) {
      units.add(unit((Element) elements.item(i), file));
    }
    return units;
  }

  private static Unit unit(Element unit, Path file) {
    Map<String, String> properties = new LinkedHashMap<>();
    NodeList elements = unit.getElementsByTagNameNS("*", "property");
    for (int i = 0; i < elements.getLength(); i++) {
      Element property = (Element) elements.item(i);
      properties.put(property.getAttribute("name"), property.getAttribute("value"));
    }
    List<String> exclude = texts(unit, "exclude-unlisted-classes");
    return new Unit(
        unit.getAttribute("name"),
        texts(unit, "provider").stream().findFirst().orElse(""),
        texts(unit, "class"),
        texts(unit, "mapping-file"),
        !exclude.isEmpty() && !exclude.get(0).equals("false"),
        properties,
        file);
  }

  private static List<String> texts(Element parent, String tag) {
    List<String> texts = new ArrayList<>();
    NodeList elements = parent.getElementsByTagNameNS("*", tag);
    for (int i = 0; i < elements.getLength(); i++) {
      texts.add(elements.item(i).getTextContent().strip());
    }
    return texts;
  }

  private static Document parse(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setNamespaceAware(true);
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_DTD, "");
      factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
      var builder = factory.newDocumentBuilder();
      builder.setErrorHandler(null);
      return builder.parse(in);
    } catch (IOException | SAXException | ParserConfigurationException e) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          file + " cannot be read: " + e.getMessage(),
          "Correct the file; no document type may be declared in it.",
          e);
    }
  }
}
