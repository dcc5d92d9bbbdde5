package dev.athanor.operator.testing;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A real API server with its etcd, and nothing else: started once a JVM, in about a second.
 *
 * <p>No controller runs: Jobs get no pods and garbage is not collected, so a test is every
 * controller itself. RBAC is on; {@link #as} gives a client with somebody's rights only.
 */
public final class TestApiServer {
  private static final String ADMIN = "admin-token";
  private static final AtomicInteger NAMESPACES = new AtomicInteger();
  private static TestApiServer instance;

  private final Path home;
  private final List<Process> processes = new ArrayList<>();
  private final int port = freePort();
  private final int etcdPort = freePort();
  private final KubernetesClient admin;

  private TestApiServer() throws IOException {
    home = Files.createTempDirectory("athanor-api");
    Runtime.getRuntime().addShutdownHook(new Thread(this::stop));
    startEtcdAndApiServer();
    admin = as(ADMIN);
    await("/readyz");
    applyCrds();
  }

  /** The one of this JVM. */
  public static synchronized TestApiServer get() {
    if (instance == null) {
      try {
        instance = new TestApiServer();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return instance;
  }

  /** The door of its etcd: what is put there is stored as it is. */
  public String etcd() {
    return "http://127.0.0.1:" + etcdPort;
  }

  public KubernetesClient admin() {
    return admin;
  }

  /** A client of the user {@code operator}, who may do what RBAC gives that user. */
  public KubernetesClient operatorUser() {
    return user("operator");
  }

  /** A client of that user (operator, team, developer or approver), who may do what RBAC says. */
  public KubernetesClient user(String name) {
    return as(name + "-token");
  }

  /** A kubeconfig of the user {@code operator}, for a process of its own. */
  public Path operatorKubeconfig() throws IOException {
    return Files.writeString(
        home.resolve("operator.kubeconfig"),
        """
        apiVersion: v1
        kind: Config
        clusters:
          - {name: test, cluster: {server: "https://127.0.0.1:%d", insecure-skip-tls-verify: true}}
        users:
          - {name: operator, user: {token: operator-token}}
        contexts:
          - {name: test, context: {cluster: test, user: operator}}
        current-context: test
        """
            .formatted(port));
  }

  /** A new namespace of this test alone. */
  public String namespace() {
    String name = "test-" + NAMESPACES.incrementAndGet();
    admin
        .resource(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build())
        .create();
    return name;
  }

  private KubernetesClient as(String token) {
    Config config =
        new ConfigBuilder(Config.empty())
            .withMasterUrl("https://127.0.0.1:" + port)
            .withOauthToken(token)
            .withTrustCerts(true)
            .withRequestRetryBackoffLimit(0)
            .build();
    return new KubernetesClientBuilder().withConfig(config).build();
  }

  private void startEtcdAndApiServer() throws IOException {
    String client = "http://127.0.0.1:" + etcdPort;
    start(
        "etcd",
        "--data-dir=etcd",
        "--unsafe-no-fsync",
        "--log-level=error",
        "--listen-client-urls=" + client,
        "--advertise-client-urls=" + client,
        "--listen-peer-urls=http://127.0.0.1:" + freePort());
    Files.writeString(home.resolve("sa.key"), privateKey());
    Files.writeString(
        home.resolve("tokens.csv"),
        ADMIN
            + ",admin,1,\"system:masters\"\noperator-token,operator,2\nteam-token,team,3\n"
            + "developer-token,developer,4\napprover-token,approver,5\n");
    start(
        "kube-apiserver",
        "--etcd-servers=" + client,
        "--secure-port=" + port,
        "--bind-address=127.0.0.1",
        "--cert-dir=certs",
        "--service-account-issuer=https://kubernetes.default.svc",
        "--service-account-signing-key-file=sa.key",
        "--service-account-key-file=sa.key",
        "--service-cluster-ip-range=10.0.0.0/24",
        "--token-auth-file=tokens.csv",
        "--authorization-mode=RBAC",
        // Nobody makes the ServiceAccount "default" here.
        "--disable-admission-plugins=ServiceAccount");
  }

  /** A program that hack/setup provides; fails, rather than skips, without it. */
  static Path binary(String program) {
    String home = System.getenv("KUBE_NODE_HOME");
    Path cache =
        home == null ? Path.of(System.getProperty("user.home"), ".cache/kube-node") : Path.of(home);
    Path binary = cache.resolve("bin").resolve(program);
    if (!Files.isExecutable(binary)) {
      throw new IllegalStateException(
          binary
              + " is missing: these tests need a real API server. 'hack/setup' (part of 'make"
              + " test') builds it; KUBE_NODE_HOME says where it is.");
    }
    return binary;
  }

  private void start(String program, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(binary(program).toString()));
    command.addAll(List.of(arguments));
    processes.add(
        new ProcessBuilder(command)
            .directory(home.toFile())
            .redirectErrorStream(true)
            .redirectOutput(home.resolve(program + ".log").toFile())
            .start());
  }

  /** Waits until it answers this without an error: a new CRD's storage takes a moment, too. */
  private void await(String path) {
    long deadline = System.nanoTime() + Patience.PATIENCE.toNanos();
    while (true) {
      for (Process process : processes) {
        if (!process.isAlive()) {
          throw new IllegalStateException("the API server did not start; its log is in " + home);
        }
      }
      try {
        if (admin.raw(path) != null) {
          return;
        }
      } catch (KubernetesClientException e) {
        if (System.nanoTime() > deadline) {
          throw e;
        }
      }
      pause(50);
    }
  }

  private void applyCrds() {
    try (DirectoryStream<Path> crds =
        Files.newDirectoryStream(Path.of("../helm/athanor/files"), "*.athanor.dev.yaml")) {
      for (Path crd : crds) {
        apply(crd);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void apply(Path crd) throws IOException {
    String name = crd.getFileName().toString().replace(".yaml", "");
    admin.load(Files.newInputStream(crd)).create();
    admin
        .apiextensions()
        .v1()
        .customResourceDefinitions()
        .withName(name)
        .waitUntilCondition(
            c ->
                c != null
                    && c.getStatus() != null
                    && c.getStatus().getConditions() != null
                    && c.getStatus().getConditions().stream()
                        .anyMatch(
                            i -> i.getType().equals("Established") && i.getStatus().equals("True")),
            Patience.PATIENCE.toSeconds(),
            java.util.concurrent.TimeUnit.SECONDS);
    String plural = name.substring(0, name.indexOf('.'));
    await("/apis/athanor.dev/v1alpha1/" + plural + "?resourceVersion=0");
  }

  private void stop() {
    for (int i = processes.size() - 1; i >= 0; i--) {
      processes.get(i).destroyForcibly();
    }
    try (Stream<Path> files = Files.walk(home)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      // a directory of the system's temporary ones
    }
  }

  private static String privateKey() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      byte[] key = generator.generateKeyPair().getPrivate().getEncoded();
      return "-----BEGIN PRIVATE KEY-----\n"
          + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key)
          + "\n-----END PRIVATE KEY-----\n";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
