package dev.athanor.operator;

import dev.athanor.operator.watch.LeanClient;
import io.fabric8.kubernetes.client.Config;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import org.slf4j.LoggerFactory;

/**
 * Starts the operator. Its settings are environment variables; see docs/reference-operator.md.
 *
 * <p>With {@code --check} it reads them, wires everything and ends without speaking to a cluster:
 * exit code 0 when it could start. The image's AOT cache is trained on that.
 */
public final class Main {
  private Main() {}

  public static void main(String[] args) throws IOException {
    logToStandardError();
    Settings settings;
    try {
      settings = Settings.from(System.getenv());
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(64);
      return;
    }
    OperatorProcess process =
        new OperatorProcess(
            settings, LeanClient.of(Config.autoConfigure(null)), Clock.systemUTC(), true);
    if (List.of(args).contains("--check")) {
      System.exit(process.check() ? 0 : 1);
    }
    Runtime.getRuntime().addShutdownHook(new Thread(process::close, "shutdown"));
    try {
      process.start();
    } catch (RuntimeException | Error e) {
      // The HTTP server's thread would keep the process alive, and healthy, with nothing at work.
      LoggerFactory.getLogger(Main.class).error("the operator did not start; ending", e);
      System.exit(1);
    }
  }

  /**
   * Before the first logger is made; -D on the command line wins. In UTF-8, whatever the locale: a
   * container has none, and the JDK would write question marks.
   */
  private static void logToStandardError() {
    System.setErr(
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8));
    setDefault("showDateTime", "true");
    setDefault("dateTimeFormat", "yyyy-MM-dd'T'HH:mm:ss.SSSXXX");
    setDefault("showThreadName", "false");
    setDefault("showShortLogName", "true");
    setDefault("log.io.javaoperatorsdk", "warn");
    setDefault("log.io.fabric8", "warn");
    // With a stack trace for each try; the operator says itself which namespace it cannot watch.
    setDefault("log.io.fabric8.kubernetes.client.informers.impl.cache.Reflector", "error");
  }

  private static void setDefault(String key, String value) {
    String property = "org.slf4j.simpleLogger." + key;
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }
}
