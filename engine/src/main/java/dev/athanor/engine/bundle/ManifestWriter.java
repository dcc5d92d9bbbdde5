package dev.athanor.engine.bundle;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.athanor.engine.model.Changeset;
import dev.athanor.engine.model.Changeset.OnValidationFail;
import dev.athanor.engine.model.CompiledRevision;
import dev.athanor.engine.model.FileGuard;
import dev.athanor.engine.model.Guard;
import dev.athanor.engine.model.LiveSource;
import dev.athanor.engine.model.PropertyChoice;
import dev.athanor.engine.model.Revision;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes {@code manifest.json}. What has its usual value is left out. */
final class ManifestWriter {
  static final String USUAL_DESCRIPTION = "sql";

  private final JsonGenerator json;

  private ManifestWriter(JsonGenerator json) {
    this.json = json;
  }

  static byte[] write(Manifest manifest) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator json = new JsonFactory().createGenerator(out, JsonEncoding.UTF8)) {
      new ManifestWriter(json).manifest(manifest);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private void manifest(Manifest manifest) throws IOException {
    json.writeStartObject();
    json.writeNumberField("format", Manifest.FORMAT);
    json.writeStringField("reader", Manifest.READER);
    if (manifest.headState().isPresent()) {
      json.writeStringField("head", manifest.headState().get().head());
      json.writeStringField("rows", manifest.headState().get().rows());
    }
    json.writeStringField("liquibase", manifest.liquibase());
    if (!manifest.baselines().isEmpty()) {
      json.writeArrayFieldStart("baselines");
      for (Baseline each : manifest.baselines()) {
        json.writeStartObject();
        json.writeStringField("revision", each.revision());
        json.writeStringField("schema", each.schema());
        json.writeStringField("covers", each.covers());
        if (!each.accepted().isEmpty()) {
          json.writeArrayFieldStart("accepted");
          for (String column : each.accepted()) {
            json.writeString(column);
          }
          json.writeEndArray();
        }
        json.writeEndObject();
      }
      json.writeEndArray();
    }
    if (manifest.live().isPresent()) {
      json.writeObjectFieldStart("live");
      live(manifest.live().get());
    }
    if (!manifest.choices().isEmpty()) {
      json.writeArrayFieldStart("choices");
      for (PropertyChoice each : manifest.choices()) {
        json.writeStartObject();
        json.writeStringField("property", each.property());
        text("contexts", each.contexts());
        text("labels", each.labels());
        json.writeBooleanField("chosen", each.chosen());
        json.writeEndObject();
      }
      json.writeEndArray();
    }
    json.writeArrayFieldStart("revisions");
    for (CompiledRevision revision : manifest.revisions()) {
      revision(revision);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  /** Into an object that is open, which this closes. */
  private void live(LiveSource source) throws IOException {
    text("master", source.master().orElse(""));
    json.writeObjectFieldStart("parameters");
    for (Map.Entry<String, String> each :
        new TreeMap<>(source.properties().parameters()).entrySet()) {
      json.writeStringField(each.getKey(), each.getValue());
    }
    json.writeEndObject();
    list("contexts", source.properties().contexts());
    text("labels", source.properties().labels());
    json.writeEndObject();
  }

  private void revision(CompiledRevision compiled) throws IOException {
    Revision revision = compiled.revision();
    json.writeStartObject();
    json.writeStringField("id", revision.id());
    list("down", revision.downRevisions());
    list("dependsOn", revision.dependsOn());
    list("labels", revision.branchLabels());
    text("message", revision.message());
    if (revision.created() != null) {
      json.writeStringField("created", revision.created().toString());
    }
    flag("irreversible", revision.irreversible(), false);
    json.writeStringField("path", revision.path());
    if (!compiled.guards().isEmpty()) {
      json.writeArrayFieldStart("guards");
      for (FileGuard each : compiled.guards()) {
        json.writeStartObject();
        json.writeStringField("file", each.file());
        guard(each.guard());
      }
      json.writeEndArray();
    }
    json.writeArrayFieldStart("changesets");
    for (Changeset changeset : compiled.changesets()) {
      changeset(changeset, revision.path());
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void changeset(Changeset changeset, String usualPath) throws IOException {
    json.writeStartObject();
    json.writeStringField("author", changeset.key().author());
    json.writeStringField("id", changeset.key().id());
    if (!changeset.key().path().equals(usualPath)) {
      json.writeStringField("path", changeset.key().path());
    }
    json.writeStringField("checksum", changeset.checksum());
    list("validChecksums", changeset.validChecksums());
    flag("markRanIfInvalid", changeset.onValidationFail() == OnValidationFail.MARK_RAN, false);
    flag("transactional", changeset.transactional(), true);
    flag("runAlways", changeset.runAlways(), false);
    flag("runOnChange", changeset.runOnChange(), false);
    flag("failOnError", changeset.failOnError(), true);
    text("contexts", changeset.contexts());
    text("labels", changeset.labels());
    flag("reversible", changeset.reversible(), true);
    if (!changeset.description().equals(USUAL_DESCRIPTION)) {
      json.writeStringField("description", changeset.description());
    }
    text("comments", changeset.comments());
    if (changeset.tag().isPresent()) {
      json.writeStringField("tag", changeset.tag().get());
    }
    if (changeset.live().isPresent()) {
      json.writeStringField("live", changeset.live().get().reason());
      flag("liveRuns", changeset.live().get().runs(), false);
    }
    list("keeps", changeset.keeps());
    if (changeset.line() > 0) {
      json.writeNumberField("line", changeset.line());
    }
    if (changeset.guard().isPresent()) {
      json.writeObjectFieldStart("guard");
      guard(changeset.guard().get());
    }
    json.writeEndObject();
  }

  /** Into an object that is open, which this closes. */
  private void guard(Guard guard) throws IOException {
    json.writeStringField("onFail", guard.onFail().name());
    json.writeStringField("onError", guard.onError().name());
    text("message", guard.message());
    json.writeFieldName("condition");
    condition(guard.condition());
    json.writeEndObject();
  }

  private void condition(Guard.Condition condition) throws IOException {
    json.writeStartObject();
    if (condition instanceof Guard.Query query) {
      json.writeStringField("query", query.sql());
      json.writeStringField("expected", query.expected());
      json.writeStringField("description", query.description());
    } else if (condition instanceof Guard.Constant constant) {
      json.writeBooleanField("constant", constant.value());
      json.writeStringField("description", constant.description());
    } else if (condition instanceof Guard.And and) {
      parts("and", and.parts());
    } else if (condition instanceof Guard.Or or) {
      parts("or", or.parts());
    } else if (condition instanceof Guard.Not not) {
      parts("not", not.parts());
    }
    json.writeEndObject();
  }

  private void parts(String operator, List<Guard.Condition> parts) throws IOException {
    json.writeArrayFieldStart(operator);
    for (Guard.Condition part : parts) {
      condition(part);
    }
    json.writeEndArray();
  }

  private void list(String name, List<String> values) throws IOException {
    if (!values.isEmpty()) {
      json.writeArrayFieldStart(name);
      for (String value : values) {
        json.writeString(value);
      }
      json.writeEndArray();
    }
  }

  private void text(String name, String value) throws IOException {
    if (!value.isEmpty()) {
      json.writeStringField(name, value);
    }
  }

  private void flag(String name, boolean value, boolean usual) throws IOException {
    if (value != usual) {
      json.writeBooleanField(name, value);
    }
  }
}
