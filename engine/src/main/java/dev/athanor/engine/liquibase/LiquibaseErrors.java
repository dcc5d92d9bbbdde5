package dev.athanor.engine.liquibase;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import org.xml.sax.SAXParseException;

/** Liquibase's exceptions in Athanor's terms. */
final class LiquibaseErrors {
  private static final int MAX_DEPTH = 2_000;

  private LiquibaseErrors() {}

  /** Athanor's own exception where one lies beneath, else one that names the file. */
  static AthanorException translate(String path, Throwable thrown) {
    Throwable cause = thrown;
    for (int depth = 0; cause != null && depth < MAX_DEPTH; depth++) {
      if (cause instanceof AthanorException own) {
        String message = own.getMessage();
        return new AthanorException(
            own.reason(),
            message.startsWith(path) ? message : path + ": " + message,
            own.nextStep(),
            thrown);
      }
      cause = cause.getCause();
    }
    return new AthanorException(
        Reason.INVALID_CHANGELOG,
        path + ": " + message(thrown),
        "Correct the file; Liquibase cannot read it.",
        thrown);
  }

  /** The innermost message, in one line; of XML, the one around it, which names file and line. */
  static String message(Throwable thrown) {
    Throwable innermost = thrown;
    for (int depth = 0; innermost.getCause() != null && depth < MAX_DEPTH; depth++) {
      if (innermost.getCause() instanceof SAXParseException && innermost.getMessage() != null) {
        return innermost.getMessage().replaceFirst("^Error parsing ", "").strip();
      }
      innermost = innermost.getCause();
    }
    String message = innermost.getMessage();
    if (message == null || message.isBlank()) {
      message = innermost.getClass().getSimpleName();
    }
    return message.strip().replaceAll("\\s*\\R\\s*", "; ");
  }
}
