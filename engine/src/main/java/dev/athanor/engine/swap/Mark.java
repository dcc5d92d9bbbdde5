package dev.athanor.engine.swap;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.athanor.engine.sql.SqlText;
import java.util.Optional;

/**
 * What is noted down in the comment of a database: in the server's shared catalog, in the
 * transaction of what it speaks of, and shown by {@code \l+}.
 *
 * @param prefix what a comment of this kind begins with
 * @param type of what it says, a record of texts and numbers
 */
record Mark<T>(String prefix, Class<T> type) {
  private static final JsonMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  /** What a comment says; empty for what is none of these. */
  Optional<T> read(String comment) {
    if (comment == null || !comment.startsWith(prefix)) {
      return Optional.empty();
    }
    try {
      return Optional.of(JSON.readValue(comment.substring(prefix.length()), type));
    } catch (JsonProcessingException | NullPointerException e) {
      return Optional.empty();
    }
  }

  /** The statement that notes it down. */
  String sql(String database, T said) {
    try {
      return comment(database, prefix + JSON.writeValueAsString(said));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record of texts and numbers is always JSON", e);
    }
  }

  /**
   * @param text empty for none
   */
  static String comment(String database, String text) {
    return "COMMENT ON DATABASE "
        + SqlText.identifier(database)
        + " IS "
        + SqlText.literal(text.isEmpty() ? null : text);
  }
}
