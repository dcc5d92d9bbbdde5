package dev.athanor.engine.plan;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

/** A plan as programs read it; fields keep their names and meaning. */
public final class PlanJson {
  private PlanJson() {}

  /** The whole plan, SQL and undo SQL included. */
  public static String render(MigrationPlan plan) {
    return render(plan, texts -> texts);
  }

  /** The same, but that each step's SQL is cut where it is longer than anybody reads. */
  public static String abridged(MigrationPlan plan) {
    return render(plan, Abridged::of);
  }

  private static String render(MigrationPlan plan, UnaryOperator<List<String>> sql) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("direction", plan.direction().name());
      json.writeStringField("hash", plan.hash());
      json.writeStringField("bundle", plan.bundleDigest());
      json.writeStringField("history", plan.historyFingerprint());
      strings(json, "from", plan.from());
      strings(json, "to", plan.to());
      json.writeArrayFieldStart("risks");
      for (Risk risk : plan.risks()) {
        risk(json, risk);
      }
      json.writeEndArray();
      strings(json, "preconditions", PlanText.guards(plan));
      json.writeArrayFieldStart("steps");
      for (PlanStep step : plan.steps()) {
        step(json, step, sql);
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static void risk(JsonGenerator json, Risk risk) throws IOException {
    json.writeStartObject();
    json.writeStringField("kind", risk.kind().name());
    json.writeStringField("rule", risk.rule());
    json.writeStringField("level", risk.level().name().toLowerCase(Locale.ROOT));
    json.writeStringField("revision", risk.revision());
    json.writeStringField("detail", risk.detail());
    json.writeStringField("basis", risk.basis());
    if (risk.accepted().isPresent()) {
      json.writeStringField("accepted", risk.accepted().get());
    }
    json.writeEndObject();
  }

  private static void step(JsonGenerator json, PlanStep step, UnaryOperator<List<String>> sql)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("revision", step.revision());
    json.writeStringField("path", step.changeset().key().path());
    json.writeStringField("id", step.changeset().key().id());
    json.writeStringField("author", step.changeset().key().author());
    json.writeStringField("checksum", step.changeset().checksum());
    json.writeStringField("action", step.action().name());
    json.writeBooleanField("transactional", step.changeset().transactional());
    json.writeBooleanField("guarded", step.changeset().guard().isPresent());
    if (step.isLive()) {
      json.writeStringField("live", step.changeset().live().get().reason());
    }
    strings(json, "sql", sql.apply(step.sql()));
    strings(json, "undo", sql.apply(step.undo()));
    if (!step.covers().isEmpty()) {
      json.writeArrayFieldStart("covers");
      for (PlanStep covered : step.covers()) {
        step(json, covered, sql);
      }
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  private static void strings(JsonGenerator json, String name, List<String> values)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (String value : values) {
      json.writeString(value);
    }
    json.writeEndArray();
  }
}
