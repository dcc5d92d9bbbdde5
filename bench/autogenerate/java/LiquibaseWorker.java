import dev.athanor.bench.Wire;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import liquibase.Scope;
import liquibase.command.CommandScope;
import liquibase.resource.ClassLoaderResourceAccessor;
import liquibase.resource.CompositeResourceAccessor;
import liquibase.resource.DirectoryResourceAccessor;
import liquibase.resource.ResourceAccessor;

/** Stock Liquibase with liquibase-hibernate: {@code diff-changelog}, {@code update} and {@code rollback-count} as its command line has them. */
final class LiquibaseWorker {
  private static final Pattern CHANGESET = Pattern.compile("<changeSet ");

  private final String server;
  private final Path root;

  private LiquibaseWorker(String server, Path root) {
    this.server = server;
    this.root = root;
  }

  public static void main(String[] arguments) throws Exception {
    LiquibaseWorker worker = new LiquibaseWorker("jdbc:postgresql://127.0.0.1:" + arguments[1] + "/", Path.of(arguments[0]));
    Wire.serve(worker::answer);
  }

  private Wire.Answer answer(Wire.Request request) throws Exception {
    Path directory = Files.createDirectories(root.resolve(request.database()));
    try (ResourceAccessor files =
        new CompositeResourceAccessor(new DirectoryResourceAccessor(directory), new ClassLoaderResourceAccessor())) {
      return Scope.child(Map.of(Scope.Attr.resourceAccessor.name(), files), () -> run(request, directory));
    }
  }

  private Wire.Answer run(Wire.Request request, Path directory) throws Exception {
    return switch (request.verb()) {
      case "unchanged" -> diff(request, "before", directory.resolve("unchanged.xml"));
      case "write" -> diff(request, "after", directory.resolve("changelog.xml"));
      case "again" -> diff(request, "after", directory.resolve("again.xml"));
      case "up" -> {
        if (changesets(directory) > 0) {
          on(request, "update").addArgumentValue("changelogFile", "changelog.xml").execute();
        }
        yield Wire.Answer.DONE;
      }
      case "down" -> {
        int count = changesets(directory);
        if (count > 0) {
          on(request, "rollbackCount").addArgumentValue("changelogFile", "changelog.xml").addArgumentValue("count", count).execute();
        }
        yield Wire.Answer.DONE;
      }
      default -> throw new IllegalArgumentException(request.verb());
    };
  }

  private Wire.Answer diff(Wire.Request request, String side, Path file) throws Exception {
    Files.deleteIfExists(file);
    on(request, "diffChangelog")
        .addArgumentValue("referenceUrl", "hibernate:ejb3:" + request.unit(side) + "?hibernate.dialect=org.hibernate.dialect.PostgreSQLDialect")
        .addArgumentValue("changelogFile", file.toString())
        .execute();
    return new Wire.Answer(List.of(), Files.exists(file) ? Files.readString(file) : "");
  }

  private CommandScope on(Wire.Request request, String command) throws Exception {
    return new CommandScope(command).addArgumentValue("url", server + request.database()).addArgumentValue("username", "postgres");
  }

  private static int changesets(Path directory) throws Exception {
    Path file = directory.resolve("changelog.xml");
    return Files.exists(file) ? (int) CHANGESET.matcher(Files.readString(file)).results().count() : 0;
  }
}
