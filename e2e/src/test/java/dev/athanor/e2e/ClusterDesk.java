package dev.athanor.e2e;

import dev.athanor.engine.testing.pages.Page;
import dev.athanor.engine.testing.pages.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Where a reader of one page sits who has a cluster: a terminal with {@code kubectl}, {@code helm}
 * and {@code athanor} in a clone of the project, a namespace of their own that kubectl works in,
 * with a PostgreSQL {@code postgres}, and the Secret and the claim of a database {@code shop}.
 * Beside these, for what a page takes for granted: {@code createdb}, and {@code migrate} (its file
 * says how).
 */
final class ClusterDesk implements Page.Desk, AutoCloseable {
  private static final Path FIXTURES = Path.of("maven-plugin/src/test/resources/pages");
  private static final List<String> FROM_CLONE = List.of("helm", "examples");

  private final Tenant server;
  private final String namespace;
  private final Path kubeconfig;
  private final Terminal terminal;

  /**
   * @param page its name, for the directory and the namespace
   * @param server the namespace of the PostgreSQL
   */
  ClusterDesk(String page, Tenant server) throws IOException {
    this.server = server;
    namespace = server.namespace() + "-" + page.toLowerCase(Locale.ROOT);
    kubeconfig = Path.of("target", "pages", page + ".kubeconfig").toAbsolutePath();
    terminal =
        new Terminal(
            Path.of("target", "pages", page),
            Map.of(
                "KUBECONFIG", kubeconfig.toString(), "KUBECTL_REMOTE_COMMAND_WEBSOCKETS", "false"),
            ClusterDesk::here);
    Files.writeString(kubeconfig, Shell.run("kubectl", "config", "view", "--raw", "--flatten"));
    Shell.run(
        "kubectl",
        "--kubeconfig=" + kubeconfig,
        "config",
        "set-context",
        "--current",
        "--namespace=" + namespace);
    terminal.athanor(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    terminal.program("createdb", inServer("createdb", "-U", "admin", "-O", "tweeteval"));
    terminal.script("migrate", Tenant.read("e2e/src/test/resources/pages/migrate"));
    createNamespace();
    fromClone();
  }

  private List<String> inServer(String... command) {
    List<String> exec =
        new ArrayList<>(
            List.of("kubectl", "-n", server.namespace(), "exec", "deploy/postgres", "--"));
    exec.addAll(List.of(command));
    return exec;
  }

  private void createNamespace() {
    Shell.attempt("", "kubectl", "delete", "namespace", namespace, "--ignore-not-found");
    Shell.run("kubectl", "create", "namespace", namespace);
    Shell.runWithInput(
        Tenant.read("e2e/src/test/resources/pages/namespace.yaml")
            .replace("SERVER", "postgres." + server.namespace() + ".svc.cluster.local")
            .replace("PASSWORD", Tenant.PASSWORD),
        "kubectl",
        "-n",
        namespace,
        "apply",
        "-f",
        "-");
  }

  private void fromClone() throws IOException {
    for (String each : FROM_CLONE) {
      Files.createSymbolicLink(terminal.directory().resolve(each), Cluster.root().resolve(each));
    }
  }

  @Override
  public void lay(String fixture) throws IOException {
    dropDatabases();
    terminal.clear();
    fromClone();
    terminal.lay(Cluster.root().resolve(FIXTURES).resolve(fixture));
  }

  @Override
  public Terminal terminal() {
    return terminal;
  }

  /**
   * A page's image is in its reader's registry, ours is in the node; and its reader's cluster has
   * nothing else to do.
   */
  private static String here(String text) {
    String image = Cluster.image();
    int colon = image.lastIndexOf(':');
    return text.replaceAll(
            "image\\.repository=\\S+", "image.repository=" + image.substring(0, colon))
        .replaceAll("image\\.tag=\\S+", "image.tag=" + image.substring(colon + 1))
        .replace("--timeout=120s", Shell.TIMEOUT);
  }

  private void dropDatabases() {
    server
        .sql("postgres", "SELECT datname FROM pg_database WHERE datdba = 'tweeteval'::regrole")
        .lines()
        .filter(name -> !name.isBlank())
        .forEach(name -> server.sql("postgres", "DROP DATABASE \"" + name + "\" WITH (FORCE)"));
  }

  /**
   * Takes the page's namespace and databases away, its resources first while an operator is there.
   */
  @Override
  public void close() throws IOException {
    if (System.getenv("KEEP") == null) {
      Shell.attempt(
          "",
          "kubectl",
          "-n",
          namespace,
          "delete",
          "databaserestores,databasemigrations,databasebackups",
          "--all",
          Shell.TIMEOUT);
      Shell.attempt("", "kubectl", "delete", "namespace", namespace, "--wait=false");
      dropDatabases();
      Files.delete(kubeconfig);
    }
  }
}
