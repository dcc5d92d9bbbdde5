package dev.athanor.engine.bundle;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.athanor.engine.model.Changeset;
import dev.athanor.engine.model.Changeset.OnValidationFail;
import dev.athanor.engine.model.CompiledRevision;
import dev.athanor.engine.model.FileGuard;
import dev.athanor.engine.model.HeadState;
import dev.athanor.engine.model.Live;
import dev.athanor.engine.model.LiveSource;
import dev.athanor.engine.model.PropertyChoice;
import dev.athanor.engine.model.PropertyValues;
import dev.athanor.engine.model.Revision;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads {@code manifest.json} token by token: it is on the path of every run. */
final class ManifestReader {
  private static final int MAX_STRING = 4 << 20;
  private static final int MAX_NESTING = 64;

  private static final String READER = "reader";

  private final JsonParser json;
  private int format;
  private String head;
  private String rows;
  private String liquibase;
  private final List<Baseline> baselines = new ArrayList<>();
  private Optional<LiveSource> live = Optional.empty();
  private final List<PropertyChoice> choices = new ArrayList<>();
  private final List<CompiledRevision> revisions = new ArrayList<>();

  private ManifestReader(JsonParser json) {
    this.json = json;
  }

  static Manifest read(byte[] manifest) {
    return parse(manifest, ManifestReader::manifest);
  }

  /** What comes first, and nothing else. */
  static Optional<HeadState> readHeadState(byte[] manifest) {
    return parse(manifest, ManifestReader::start);
  }

  private interface Part<T> {
    T of(ManifestReader reader) throws IOException;
  }

  private static <T> T parse(byte[] manifest, Part<T> part) {
    try (JsonParser parser = factory().createParser(manifest)) {
      return part.of(new ManifestReader(parser));
    } catch (IOException | DateTimeException | IllegalArgumentException | NullPointerException e) {
      throw BundleErrors.invalid("manifest.json is damaged: " + e.getMessage());
    }
  }

  private static JsonFactory factory() {
    return JsonFactory.builder()
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxStringLength(MAX_STRING)
                .maxNestingDepth(MAX_NESTING)
                .build())
        .build();
  }

  private Manifest manifest() throws IOException {
    Optional<HeadState> state = start();
    revisions();
    expect(json.nextToken(), JsonToken.END_OBJECT);
    expect(json.nextToken(), null);
    return new Manifest(state, liquibase, baselines, live, choices, revisions);
  }

  /** Up to the revisions, which come last. */
  private Optional<HeadState> start() throws IOException {
    expect(json.nextToken(), JsonToken.START_OBJECT);
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      json.nextToken();
      switch (name) {
        case "format" -> format();
        case READER -> reader();
        case "head" -> head = text();
        case "rows" -> rows = text();
        case "liquibase" -> liquibase = text();
        case "baselines" -> {
          while (json.nextToken() != JsonToken.END_ARRAY) {
            baselines.add(baseline());
          }
        }
        case "live" -> live = Optional.of(live());
        case "choices" -> {
          while (json.nextToken() != JsonToken.END_ARRAY) {
            choices.add(choice());
          }
        }
        case "revisions" -> {
          if (format == 0) {
            throw BundleErrors.invalid("manifest.json names no format");
          }
          return state();
        }
        default -> throw unknown(name);
      }
    }
    throw BundleErrors.invalid("manifest.json lists no revisions");
  }

  private Optional<HeadState> state() {
    return head == null ? Optional.empty() : Optional.of(new HeadState(head, rows));
  }

  private void format() throws IOException {
    format = json.getIntValue();
    if (format < Manifest.FORMAT) {
      throw BundleErrors.older(format);
    }
    if (format > Manifest.FORMAT) {
      boolean named = READER.equals(json.nextFieldName());
      throw BundleErrors.newer(format, named ? json.nextTextValue() : null);
    }
  }

  private void reader() throws IOException {
    if (!text().equals(Manifest.READER)) {
      throw BundleErrors.invalid("manifest.json names another reader than its format has");
    }
  }

  private void revisions() throws IOException {
    expect(json.currentToken(), JsonToken.START_ARRAY);
    while (json.nextToken() != JsonToken.END_ARRAY) {
      revisions.add(revision());
    }
  }

  private Baseline baseline() throws IOException {
    String revision = null;
    String schema = null;
    String covers = null;
    List<String> accepted = List.of();
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      json.nextToken();
      switch (name) {
        case "revision" -> revision = text();
        case "schema" -> schema = text();
        case "covers" -> covers = text();
        case "accepted" -> accepted = texts();
        default -> throw unknown(name);
      }
    }
    return new Baseline(revision, schema, covers, accepted, List.of());
  }

  private PropertyChoice choice() throws IOException {
    String property = null;
    String contexts = "";
    String labels = "";
    boolean chosen = false;
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      json.nextToken();
      switch (name) {
        case "property" -> property = text();
        case "contexts" -> contexts = text();
        case "labels" -> labels = text();
        case "chosen" -> chosen = json.getBooleanValue();
        default -> throw unknown(name);
      }
    }
    return new PropertyChoice(property, contexts, labels, chosen);
  }

  private LiveSource live() throws IOException {
    Optional<String> master = Optional.empty();
    Map<String, String> parameters = new HashMap<>();
    List<String> contexts = List.of();
    String labels = "";
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      json.nextToken();
      switch (name) {
        case "master" -> master = Optional.of(text());
        case "parameters" -> {
          for (String key = json.nextFieldName(); key != null; key = json.nextFieldName()) {
            json.nextToken();
            parameters.put(key, text());
          }
        }
        case "contexts" -> contexts = texts();
        case "labels" -> labels = text();
        default -> throw unknown(name);
      }
    }
    return new LiveSource(master, new PropertyValues(parameters, contexts, labels));
  }

  private CompiledRevision revision() throws IOException {
    String id = null;
    String message = "";
    String path = null;
    Instant created = null;
    boolean irreversible = false;
    List<String> down = List.of();
    List<String> dependsOn = List.of();
    List<String> labels = List.of();
    List<FileGuard> guards = List.of();
    List<Changeset> changesets = new ArrayList<>(1);
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      json.nextToken();
      switch (name) {
        case "id" -> id = text();
        case "down" -> down = texts();
        case "dependsOn" -> dependsOn = texts();
        case "labels" -> labels = texts();
        case "message" -> message = text();
        case "created" -> created = Times.parse(text());
        case "irreversible" -> irreversible = json.getBooleanValue();
        case "path" -> path = text();
        case "guards" -> guards = GuardReader.ofFiles(json);
        case "changesets" -> {
          while (json.nextToken() != JsonToken.END_ARRAY) {
            changesets.add(changeset(path));
          }
        }
        default -> throw unknown(name);
      }
    }
    return new CompiledRevision(
        new Revision(id, down, dependsOn, labels, message, created, irreversible, path),
        guards,
        changesets);
  }

  private Changeset changeset(String usualPath) throws IOException {
    ChangesetFields fields = new ChangesetFields(usualPath);
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      json.nextToken();
      switch (name) {
        case "author" -> fields.author = text();
        case "id" -> fields.id = text();
        case "path" -> fields.path = text();
        case "checksum" -> fields.checksum = text();
        case "validChecksums" -> fields.validChecksums = texts();
        case "markRanIfInvalid" ->
            fields.onValidationFail =
                json.getBooleanValue() ? OnValidationFail.MARK_RAN : OnValidationFail.HALT;
        case "transactional" -> fields.transactional = json.getBooleanValue();
        case "runAlways" -> fields.runAlways = json.getBooleanValue();
        case "runOnChange" -> fields.runOnChange = json.getBooleanValue();
        case "failOnError" -> fields.failOnError = json.getBooleanValue();
        case "contexts" -> fields.contexts = text();
        case "labels" -> fields.labels = text();
        case "reversible" -> fields.reversible = json.getBooleanValue();
        case "description" -> fields.description = text();
        case "comments" -> fields.comments = text();
        case "tag" -> fields.tag = Optional.of(text());
        case "live" -> fields.live = Optional.of(new Live(text(), false));
        case "liveRuns" ->
            fields.live =
                Optional.of(new Live(fields.live.orElseThrow().reason(), json.getBooleanValue()));
        case "keeps" -> fields.keeps = texts();
        case "line" -> fields.line = json.getIntValue();
        case "guard" -> fields.guard = Optional.of(GuardReader.read(json));
        default -> throw unknown(name);
      }
    }
    return fields.build();
  }

  private List<String> texts() throws IOException {
    expect(json.currentToken(), JsonToken.START_ARRAY);
    List<String> texts = new ArrayList<>(1);
    while (json.nextToken() != JsonToken.END_ARRAY) {
      texts.add(text());
    }
    return texts;
  }

  private String text() throws IOException {
    expect(json.currentToken(), JsonToken.VALUE_STRING);
    return json.getText();
  }

  static void expect(JsonToken actual, JsonToken expected) {
    if (actual != expected) {
      throw BundleErrors.invalid("manifest.json has " + actual + " for " + expected);
    }
  }

  static RuntimeException unknown(String name) {
    return BundleErrors.invalid("manifest.json has a field '" + name + "' that nobody wrote");
  }
}
