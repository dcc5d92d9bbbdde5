package dev.athanor.engine.bundle;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.athanor.engine.model.FileGuard;
import dev.athanor.engine.model.Guard;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads guards from the manifest. */
final class GuardReader {
  private GuardReader() {}

  static Guard read(JsonParser json) throws IOException {
    return fileGuard(json).guard();
  }

  static List<FileGuard> ofFiles(JsonParser json) throws IOException {
    ManifestReader.expect(json.currentToken(), JsonToken.START_ARRAY);
    List<FileGuard> guards = new ArrayList<>(1);
    while (json.nextToken() != JsonToken.END_ARRAY) {
      guards.add(fileGuard(json));
    }
    return guards;
  }

  /** Of a file that is empty for a changeset's own. */
  private static FileGuard fileGuard(JsonParser json) throws IOException {
    String file = "";
    Guard.Action onFail = null;
    Guard.Action onError = null;
    String message = "";
    Guard.Condition condition = null;
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      json.nextToken();
      switch (name) {
        case "file" -> file = json.getText();
        case "onFail" -> onFail = Guard.Action.valueOf(json.getText());
        case "onError" -> onError = Guard.Action.valueOf(json.getText());
        case "message" -> message = json.getText();
        case "condition" -> condition = condition(json);
        default -> throw ManifestReader.unknown(name);
      }
    }
    return new FileGuard(file, new Guard(condition, onFail, onError, message));
  }

  private static Guard.Condition condition(JsonParser json) throws IOException {
    ManifestReader.expect(json.currentToken(), JsonToken.START_OBJECT);
    String query = null;
    String expected = null;
    String description = "";
    Boolean constant = null;
    Guard.Condition operator = null;
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      json.nextToken();
      switch (name) {
        case "query" -> query = json.getText();
        case "expected" -> expected = json.getText();
        case "description" -> description = json.getText();
        case "constant" -> constant = json.getBooleanValue();
        case "and" -> operator = new Guard.And(parts(json));
        case "or" -> operator = new Guard.Or(parts(json));
        case "not" -> operator = new Guard.Not(parts(json));
        default -> throw ManifestReader.unknown(name);
      }
    }
    if (operator != null) {
      return operator;
    }
    return constant != null
        ? new Guard.Constant(constant, description)
        : new Guard.Query(query, expected, description);
  }

  private static List<Guard.Condition> parts(JsonParser json) throws IOException {
    List<Guard.Condition> parts = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      parts.add(condition(json));
    }
    return parts;
  }
}
