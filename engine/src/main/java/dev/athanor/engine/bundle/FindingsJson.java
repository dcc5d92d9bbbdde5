package dev.athanor.engine.bundle;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.athanor.engine.model.RiskKind;
import dev.athanor.engine.model.StepFindings;
import dev.athanor.engine.model.StepFindings.Found;
import dev.athanor.engine.model.StepFindings.Level;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** {@code findings.json}: what was recorded of each step; what is empty is left out. */
final class FindingsJson {
  private final JsonParser json;

  private FindingsJson(JsonParser json) {
    this.json = json;
  }

  /** In an order of its own, so that the same findings are the same bytes. */
  static byte[] write(Collection<StepFindings> steps) {
    Map<String, StepFindings> sorted = new TreeMap<>();
    steps.forEach(each -> sorted.put(each.step(), each));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
      json.writeStartArray();
      for (StepFindings each : sorted.values()) {
        json.writeStartObject();
        json.writeStringField("step", each.step());
        json.writeNumberField("postgresql", each.postgresql());
        names(json, each);
        if (!each.findings().isEmpty()) {
          json.writeArrayFieldStart("findings");
          for (Found found : each.findings()) {
            found(json, found);
          }
          json.writeEndArray();
        }
        json.writeEndObject();
      }
      json.writeEndArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static void names(JsonGenerator json, StepFindings step) throws IOException {
    if (!step.made().isEmpty()) {
      json.writeArrayFieldStart("made");
      for (String name : step.made()) {
        json.writeString(name);
      }
      json.writeEndArray();
    }
    if (!step.renamed().isEmpty()) {
      json.writeObjectFieldStart("renamed");
      for (Map.Entry<String, String> name : new TreeMap<>(step.renamed()).entrySet()) {
        json.writeStringField(name.getKey(), name.getValue());
      }
      json.writeEndObject();
    }
  }

  private static void found(JsonGenerator json, Found found) throws IOException {
    json.writeStartObject();
    json.writeStringField("rule", found.rule());
    json.writeStringField("level", found.level().name());
    json.writeStringField("kind", found.kind().name());
    text(json, "subject", found.subject());
    text(json, "table", found.table());
    json.writeStringField("fact", found.fact());
    if (found.accepted().isPresent()) {
      json.writeStringField("accepted", found.accepted().get());
    }
    json.writeEndObject();
  }

  private static void text(JsonGenerator json, String name, String value) throws IOException {
    if (!value.isEmpty()) {
      json.writeStringField(name, value);
    }
  }

  /**
   * What {@link #write} wrote, by step.
   *
   * @throws dev.athanor.engine.model.AthanorException INVALID_BUNDLE for anything else
   */
  static Map<String, StepFindings> read(byte[] bytes) {
    try (JsonParser parser = new JsonFactory().createParser(bytes)) {
      return new FindingsJson(parser).steps();
    } catch (IOException | IllegalArgumentException | NullPointerException e) {
      throw BundleErrors.invalid(BundleMembers.FINDINGS + " is damaged: " + e.getMessage());
    }
  }

  private Map<String, StepFindings> steps() throws IOException {
    Map<String, StepFindings> steps = new LinkedHashMap<>();
    expect(json.nextToken(), JsonToken.START_ARRAY);
    while (json.nextToken() != JsonToken.END_ARRAY) {
      StepFindings step = step();
      steps.put(step.step(), step);
    }
    expect(json.nextToken(), null);
    return steps;
  }

  private StepFindings step() throws IOException {
    String step = null;
    int postgresql = 0;
    List<String> made = new ArrayList<>();
    Map<String, String> renamed = new LinkedHashMap<>();
    List<Found> findings = new ArrayList<>();
    expect(json.currentToken(), JsonToken.START_OBJECT);
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      json.nextToken();
      switch (name) {
        case "step" -> step = text();
        case "postgresql" -> postgresql = json.getIntValue();
        case "made" -> {
          while (json.nextToken() != JsonToken.END_ARRAY) {
            made.add(text());
          }
        }
        case "renamed" -> {
          for (String old = json.nextFieldName(); old != null; old = json.nextFieldName()) {
            json.nextToken();
            renamed.put(old, text());
          }
        }
        case "findings" -> {
          while (json.nextToken() != JsonToken.END_ARRAY) {
            findings.add(found());
          }
        }
        default -> throw unknown(name);
      }
    }
    return new StepFindings(step, postgresql, made, renamed, findings);
  }

  private Found found() throws IOException {
    String rule = null;
    Level level = null;
    RiskKind kind = null;
    String subject = "";
    String table = "";
    String fact = null;
    Optional<String> accepted = Optional.empty();
    expect(json.currentToken(), JsonToken.START_OBJECT);
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      json.nextToken();
      String value = text();
      switch (name) {
        case "rule" -> rule = value;
        case "level" -> level = Level.valueOf(value);
        case "kind" -> kind = RiskKind.valueOf(value);
        case "subject" -> subject = value;
        case "table" -> table = value;
        case "fact" -> fact = value;
        case "accepted" -> accepted = Optional.of(value);
        default -> throw unknown(name);
      }
    }
    return new Found(rule, level, kind, subject, table, fact, accepted);
  }

  private String text() throws IOException {
    expect(json.currentToken(), JsonToken.VALUE_STRING);
    return json.getText();
  }

  private static void expect(JsonToken actual, JsonToken expected) {
    if (actual != expected) {
      throw new IllegalArgumentException(actual + " for " + expected);
    }
  }

  private static IllegalArgumentException unknown(String name) {
    return new IllegalArgumentException("a field '" + name + "' that nobody wrote");
  }
}
