package dev.athanor.engine.live;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A {@link LiveProcess}, seen by whoever started it. It ends when this one does. */
public final class LiveChild implements AutoCloseable {
  /** More than the process takes to cancel a statement and end. */
  private static final long END_SECONDS = 10;

  private final Process process;
  private final DataOutputStream requests;
  private final BlockingQueue<LiveReply> replies = new LinkedBlockingQueue<>();

  private LiveChild(Process process) {
    this.process = process;
    this.requests = new DataOutputStream(process.getOutputStream());
  }

  /**
   * Starts it; what it and the changesets print goes to this process's standard error.
   *
   * @param classpath jars and directories besides this process's own class path
   * @throws AthanorException INVALID_CONFIGURATION where it cannot be started
   */
  public static LiveChild start(LiveStart start, List<Path> classpath) {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    ProcessBuilder builder =
        new ProcessBuilder(
            java, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", LiveProcess.class.getName());
    // Not on its command line, which has less room.
    builder.environment().put("CLASSPATH", classpath(classpath));
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    try {
      LiveChild child = new LiveChild(builder.start());
      child.listen();
      start.write(child.requests);
      return child;
    } catch (IOException e) {
      throw new AthanorException(
          Reason.INVALID_CONFIGURATION,
          "the process that runs Liquibase cannot be started: " + e.getMessage(),
          "Check that " + java + " is there and may be run.",
          e);
    }
  }

  private static String classpath(List<Path> more) {
    List<String> entries = new ArrayList<>();
    if (LiveChild.class.getClassLoader() instanceof URLClassLoader loader) {
      // A plugin's.
      for (URL url : loader.getURLs()) {
        entries.add(file(url));
      }
    } else {
      entries.add(System.getProperty("java.class.path"));
    }
    more.forEach(entry -> entries.add(entry.toAbsolutePath().toString()));
    return entries.stream().distinct().collect(Collectors.joining(File.pathSeparator));
  }

  private static String file(URL url) {
    try {
      return Path.of(url.toURI()).toString();
    } catch (URISyntaxException | IllegalArgumentException e) {
      throw new IllegalStateException("a class path of files has " + url, e);
    }
  }

  private void listen() {
    Thread thread = new Thread(this::hear, "athanor-live");
    thread.setDaemon(true);
    thread.start();
  }

  private void hear() {
    try (DataInputStream in = new DataInputStream(process.getInputStream())) {
      while (true) {
        replies.add(LiveReply.read(in));
      }
    } catch (IOException e) {
      // Its output has ended, and so has it, or is about to.
      replies.add(new LiveReply(LiveReply.Kind.ENDED, ended()));
    }
  }

  private String ended() {
    try {
      return process.waitFor(END_SECONDS, TimeUnit.SECONDS)
          ? Integer.toString(process.exitValue())
          : "?";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "?";
    }
  }

  /**
   * Has it run one changeset; only after it was done with the one before. Where it has ended, that
   * is the next thing that it says.
   */
  public void ask(LiveRequest request) {
    try {
      request.write(requests);
    } catch (IOException e) {
      // Its output ends, too.
      return;
    }
  }

  /** The next thing that it says; null where it says nothing for so long. */
  public LiveReply next(Duration wait) throws InterruptedException {
    return replies.poll(wait.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Asks it to stop: it cancels its statement, if there is one, and ends. */
  public void stop() {
    try {
      requests.close();
    } catch (IOException e) {
      // Then it has ended.
      return;
    }
  }

  /** Ends it, whatever it does. */
  @Override
  public void close() {
    stop();
    try {
      if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
