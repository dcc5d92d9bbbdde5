package dev.athanor.autogenerate.scratch;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Databases on a scratch server: thrown-away ones, and templates that are filled once and copied.
 */
public final class ScratchDatabases implements Databases, AutoCloseable {
  private static final String WORK = "athanor_w_";
  private static final String TEMPLATE = "athanor_t_";
  private static final int TEMPLATES_KEPT = 12;
  private static final AtomicInteger NUMBERS = new AtomicInteger();

  private final ScratchServer server;
  private final List<String> mine = new ArrayList<>();

  public ScratchDatabases(ScratchServer server) {
    this.server = server;
  }

  @Override
  public ScratchServer server() {
    return server;
  }

  @Override
  public String empty() {
    return create("template0");
  }

  @Override
  public String copy(String database) {
    return create(database);
  }

  @Override
  public String template(String key, Consumer<String> fill) {
    String name = TEMPLATE + key.replaceFirst("^sha256:", "").substring(0, 24);
    if (!server.exists(name)) {
      String half = empty();
      fill.accept(half);
      server.disconnect(half);
      try {
        server.execute("ALTER DATABASE " + half + " RENAME TO " + name);
        mine.remove(half);
      } catch (RuntimeException e) {
        // Another run may have been faster with the same thing.
        if (!server.exists(name)) {
          throw e;
        }
      }
    }
    return name;
  }

  /** Drops what this made, what dead runs left, and the oldest templates. */
  @Override
  public void close() {
    for (String database : mine) {
      drop(database);
    }
    mine.clear();
    for (String database : server.named(WORK)) {
      if (abandoned(database)) {
        drop(database);
      }
    }
    List<String> templates = server.named(TEMPLATE);
    templates.subList(0, Math.max(0, templates.size() - TEMPLATES_KEPT)).forEach(this::drop);
  }

  private String create(String template) {
    String name = WORK + ProcessHandle.current().pid() + "_" + NUMBERS.incrementAndGet();
    server.disconnect(template);
    server.execute("CREATE DATABASE " + name + " TEMPLATE " + template);
    mine.add(name);
    return name;
  }

  private void drop(String database) {
    server.disconnect(database);
    server.execute("DROP DATABASE IF EXISTS " + database + " WITH (FORCE)");
  }

  private static boolean abandoned(String database) {
    String pid = database.substring(WORK.length()).split("_")[0];
    return pid.matches("\\d+") && ProcessHandle.of(Long.parseLong(pid)).isEmpty();
  }
}
