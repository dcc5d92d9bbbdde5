package dev.athanor.rehearsal.recording;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.schema.diff.Difference;
import dev.athanor.schema.diff.Rename;
import dev.athanor.schema.diff.TextValues;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.model.SchemaObject;
import java.util.Arrays;
import java.util.Optional;

/**
 * A recording as JSON, as {@code recording.schema.json} has it. What is absent is left out; objects
 * of the schema say in {@code is} what they are.
 */
public final class RecordingJson {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .addMixIn(Difference.class, Change.class)
          .addMixIn(SchemaObject.class, Is.class)
          .addMixIn(Rename.class, Seen.class)
          .registerSubtypes(
              new NamedType(Difference.Added.class, "added"),
              new NamedType(Difference.Removed.class, "removed"),
              new NamedType(Difference.Changed.class, "changed"),
              new NamedType(Difference.Renamed.class, "renamed"))
          .registerSubtypes(
              Arrays.stream(SchemaObject.class.getPermittedSubclasses())
                  .map(type -> new NamedType(type, type.getSimpleName()))
                  .toArray(NamedType[]::new))
          // What a record derives from its components is not told again.
          .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
          .build();

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "change")
  private interface Change {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
  private interface Is {}

  /** A rename that was seen, not asked for: whose rows have it to follow nobody says. */
  private abstract static class Seen {
    @JsonCreator
    Seen(@JsonProperty("from") ObjectId from, @JsonProperty("name") String name) {
      // Never made: it only says which constructor reads.
    }

    @JsonIgnore
    abstract Optional<TextValues> values();
  }

  private RecordingJson() {}

  public static String write(Recording recording) {
    try {
      return MAPPER.writeValueAsString(recording);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a recording that is no JSON", e);
    }
  }

  /**
   * @throws AthanorException INVALID_CONFIGURATION for what is no recording, or one of a later
   *     format
   */
  public static Recording read(String json) {
    Recording recording;
    try {
      recording = MAPPER.readValue(json, Recording.class);
    } catch (JsonProcessingException e) {
      throw invalid("this is no recording: " + e.getOriginalMessage(), e);
    }
    if (recording.format() > Recording.FORMAT) {
      throw invalid(
          "the recording has format "
              + recording.format()
              + "; this Athanor reads up to "
              + Recording.FORMAT,
          null);
    }
    return recording;
  }

  private static AthanorException invalid(String message, Exception cause) {
    return new AthanorException(
        Reason.INVALID_CONFIGURATION, message, "Rehearse again with this version.", cause);
  }
}
