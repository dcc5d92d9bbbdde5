package dev.athanor.scratch;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Digest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Databases on a scratch server: thrown-away ones, and templates that are filled once and copied.
 *
 * <p>The server may be shared by machines that know nothing of each other's processes. So a
 * thrown-away one is named by when it was made and by a random token of this process: {@code
 * athanor_w_SECONDS_TOKEN_NUMBER}, and a template also by its user, for nobody may copy another's.
 * Both are leased, a template from when it is asked for, so that no other run drops it while nobody
 * is connected to it.
 */
public final class ScratchDatabases implements Databases, AutoCloseable {
  private static final String WORK = "athanor_w_";
  private static final String TEMPLATE = "athanor_t_";

  /** Where a server is shared, somebody's own database may begin alike. */
  private static final Pattern OURS = Pattern.compile(TEMPLATE + "[0-9a-f]{24}");

  private static final int TEMPLATES_KEPT = 12;
  private static final Duration ABANDONED_AFTER = Duration.ofHours(1);
  private static final String TOKEN = HexFormat.of().toHexDigits(new SecureRandom().nextLong());
  private static final AtomicInteger NUMBERS = new AtomicInteger();

  private final ScratchServer server;
  private final List<String> mine = new ArrayList<>();
  private final Map<String, Predicate<String>> templates = new HashMap<>();

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

  /** The server copies no database into which another run looks: that one is filled anew. */
  @Override
  public String copy(String database) {
    server.disconnect(database);
    Predicate<String> fill = templates.get(database);
    if (fill == null) {
      return create(database);
    }
    if (!server.isUsed(database)) {
      try {
        return create(database);
      } catch (AthanorException e) {
        if (!server.isUsed(database)) {
          throw e;
        }
      }
    }
    String copy = empty();
    fill.test(copy);
    return copy;
  }

  @Override
  public void drop(String database) {
    server.disconnect(database);
    server.execute("DROP DATABASE IF EXISTS " + database + " WITH (FORCE)");
    if (mine.remove(database)) {
      server.release(database);
    }
  }

  @Override
  public String templateOrOwn(String key, Predicate<String> fill) {
    String digest = Digest.of(key + "\n" + server.user());
    String name = TEMPLATE + digest.substring("sha256:".length()).substring(0, 24);
    if (templates.put(name, fill) == null) {
      server.lease(name);
    }
    if (!server.exists(name)) {
      String half = empty();
      if (!fill.test(half)) {
        return half;
      }
      server.disconnect(half);
      try {
        server.execute("ALTER DATABASE " + half + " RENAME TO " + name);
        mine.remove(half);
        server.release(half);
      } catch (RuntimeException e) {
        // Another run may have been faster with the same thing.
        if (!server.exists(name)) {
          throw e;
        }
      }
    }
    return name;
  }

  /** Drops what this made; of what others made, what dead runs left and the oldest templates. */
  @Override
  public void close() {
    List.copyOf(mine).forEach(this::drop);
    server.named(WORK).stream().filter(ScratchDatabases::isOld).forEach(this::dropAbandoned);
    templates.keySet().forEach(server::release);
    templates.clear();
    List<String> all =
        server.named(TEMPLATE).stream().filter(each -> OURS.matcher(each).matches()).toList();
    all.subList(0, Math.max(0, all.size() - TEMPLATES_KEPT)).forEach(this::dropAbandoned);
  }

  private void dropAbandoned(String database) {
    if (server.reserve(database)) {
      dropUnused(database);
      server.unreserve(database);
    }
  }

  private String create(String template) {
    String name =
        WORK + Instant.now().getEpochSecond() + "_" + TOKEN + "_" + NUMBERS.incrementAndGet();
    server.disconnect(template);
    server.lease(name);
    try {
      server.execute("CREATE DATABASE " + name + " TEMPLATE " + template);
    } catch (AthanorException e) {
      server.release(name);
      throw e;
    }
    mine.add(name);
    return name;
  }

  private void dropUnused(String database) {
    server.disconnect(database);
    if (server.isUsed(database)) {
      return;
    }
    try {
      server.execute("DROP DATABASE IF EXISTS " + database);
    } catch (AthanorException e) {
      // Another run has begun to use it or was faster, or another user owns it: it is not needed.
    }
  }

  private static boolean isOld(String database) {
    String seconds = database.substring(WORK.length()).split("_")[0];
    return seconds.matches("\\d{1,12}")
        && Instant.ofEpochSecond(Long.parseLong(seconds))
            .isBefore(Instant.now().minus(ABANDONED_AFTER));
  }
}
