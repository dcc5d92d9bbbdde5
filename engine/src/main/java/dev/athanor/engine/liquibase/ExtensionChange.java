package dev.athanor.engine.liquibase;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import liquibase.change.AbstractChange;
import liquibase.change.ChangeMetaData;
import liquibase.change.CheckSum;
import liquibase.database.Database;
import liquibase.exception.ValidationErrors;
import liquibase.parser.core.ParsedNode;
import liquibase.parser.core.ParsedNodeException;
import liquibase.resource.ResourceAccessor;
import liquibase.serializer.core.string.StringChangeLogSerializer;
import liquibase.statement.SqlStatement;

/**
 * A change that an extension of Liquibase brings, of which only the name and the attributes are
 * known. Liquibase makes one by its class, so each name has a class of its own: {@link
 * ExtensionChanges}.
 */
abstract class ExtensionChange extends AbstractChange {
  private final String name;
  private final Map<String, Object> attributes = new TreeMap<>();

  ExtensionChange(String name) {
    this.name = name;
  }

  @Override
  public ChangeMetaData createChangeMetaData() {
    return new ChangeMetaData(
        name, name, ChangeMetaData.PRIORITY_DEFAULT, new String[0], Map.of(), Set.of());
  }

  /** What is nested is kept as it is written. */
  @Override
  public void load(ParsedNode node, ResourceAccessor resources) throws ParsedNodeException {
    for (ParsedNode child : node.getChildren()) {
      attributes.put(
          child.getName(),
          child.getChildren().isEmpty() ? String.valueOf(child.getValue()) : child.toString());
    }
    if (node.getValue() != null) {
      attributes.put("value", String.valueOf(node.getValue()));
    }
  }

  @Override
  public Set<String> getSerializableFields() {
    return attributes.keySet();
  }

  @Override
  public Object getSerializableFieldValue(String field) {
    return attributes.get(field);
  }

  @Override
  public String getSerializedObjectName() {
    return name;
  }

  /** As the class would without properties that it sets itself; it may compute another. */
  @Override
  public CheckSum generateCheckSum() {
    return CheckSum.compute(new StringChangeLogSerializer().serialize(this, false));
  }

  /** The names that it is about, as Liquibase records them. */
  @Override
  public String getDescription() {
    String about =
        attributes.entrySet().stream()
            .filter(each -> isAbout(each.getKey().toLowerCase(Locale.ROOT)))
            .map(each -> each.getKey() + "=" + each.getValue())
            .collect(Collectors.joining(", "));
    return about.isEmpty() ? name : name + " " + about;
  }

  private static boolean isAbout(String attribute) {
    boolean place = attribute.contains("schema") || attribute.contains("catalog");
    return attribute.equals("path") || attribute.endsWith("name") && !place;
  }

  @Override
  public String getConfirmationMessage() {
    return name;
  }

  @Override
  public SqlStatement[] generateStatements(Database database) {
    return SqlStatement.EMPTY_SQL_STATEMENT;
  }

  @Override
  public boolean generateStatementsVolatile(Database database) {
    return true;
  }

  @Override
  public boolean supports(Database database) {
    return true;
  }

  @Override
  public boolean supportsRollback(Database database) {
    return false;
  }

  @Override
  public ValidationErrors validate(Database database) {
    return new ValidationErrors();
  }
}
