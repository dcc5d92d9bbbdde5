package dev.athanor.engine.bundle;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.athanor.engine.model.ChangesetSql;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code sql.json}: for each changeset in the manifest's order, an array of the statements up and
 * an array of those down.
 */
final class SqlCodec {
  private SqlCodec() {}

  static byte[] write(List<ChangesetSql> sql) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator json = new JsonFactory().createGenerator(out, JsonEncoding.UTF8)) {
      json.writeStartArray();
      for (ChangesetSql changeset : sql) {
        json.writeStartArray();
        statements(json, changeset.up());
        statements(json, changeset.down());
        json.writeEndArray();
      }
      json.writeEndArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static void statements(JsonGenerator json, List<String> statements) throws IOException {
    json.writeStartArray();
    for (String statement : statements) {
      json.writeString(statement);
    }
    json.writeEndArray();
  }

  static List<ChangesetSql> read(byte[] sql) {
    JsonFactory factory =
        JsonFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder().maxStringLength(BundleMembers.MAX_SQL).build())
            .build();
    List<ChangesetSql> changesets = new ArrayList<>();
    try (JsonParser json = factory.createParser(sql)) {
      expect(json, JsonToken.START_ARRAY);
      while (json.nextToken() == JsonToken.START_ARRAY) {
        changesets.add(new ChangesetSql(statements(json), statements(json)));
        expect(json, JsonToken.END_ARRAY);
      }
    } catch (IOException e) {
      throw BundleErrors.invalid(BundleMembers.SQL + " is damaged");
    }
    return changesets;
  }

  private static List<String> statements(JsonParser json) throws IOException {
    expect(json, JsonToken.START_ARRAY);
    List<String> statements = new ArrayList<>(1);
    while (json.nextToken() == JsonToken.VALUE_STRING) {
      statements.add(json.getText());
    }
    return statements;
  }

  private static void expect(JsonParser json, JsonToken expected) throws IOException {
    if (json.nextToken() != expected) {
      throw BundleErrors.invalid(BundleMembers.SQL + " is damaged");
    }
  }
}
