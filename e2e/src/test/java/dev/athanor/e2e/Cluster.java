package dev.athanor.e2e;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The cluster under KUBECONFIG, with the operator installed by Helm; hack/test uninstalls it. Where
 * somebody else installed it, hack/cluster refuses.
 */
final class Cluster {
  private static final String NAMESPACE = "athanor-system";
  private static final String[] LOG = {
    "kubectl",
    "-n",
    NAMESPACE,
    "logs",
    "-l",
    "app.kubernetes.io/name=athanor",
    "--tail=-1",
    "--ignore-errors"
  };
  private static final String CRD = "databasemigrations.athanor.dev";
  private static final StringBuilder LOG_OF_KILLED = new StringBuilder();
  private static boolean installed;

  private Cluster() {}

  static Path root() {
    return Path.of(System.getProperty("athanor.root")).toAbsolutePath().normalize();
  }

  static String image() {
    return Objects.requireNonNull(
        System.getenv("ATHANOR_IMAGE"), "set ATHANOR_IMAGE: make test does, through hack/cluster");
  }

  static String postgresImage() {
    return Objects.requireNonNull(
        System.getenv("POSTGRES_IMAGE"), "set POSTGRES_IMAGE: make test does");
  }

  /** Likewise of another major version: the tag says which. */
  static String postgresImage(int major) {
    String image = postgresImage();
    return image.substring(0, image.lastIndexOf(':') + 1) + major;
  }

  /** An image that holds TweetEval's bundle, from its Dockerfile; empty where nobody pushed one. */
  static Optional<String> bundleImage() {
    return named("BUNDLE_IMAGE");
  }

  /** Likewise what hack/image makes of e2e/image: a bundle with its classes. */
  static Optional<String> liveBundleImage() {
    return named("LIVE_BUNDLE_IMAGE");
  }

  private static Optional<String> named(String variable) {
    return Optional.ofNullable(System.getenv(variable)).filter(image -> !image.isBlank());
  }

  /** Whether there is a volume that is soon full: hack/cluster makes one on clusters of its own. */
  static boolean hasSmallVolume() {
    return Shell.attempt("", "kubectl", "get", "pv", "athanor-small").exitCode() == 0;
  }

  /** Installs the chart as the README says, and waits until the operator is ready. */
  static synchronized void install() {
    if (installed) {
      return;
    }
    Shell.run(root().resolve("hack/cluster").toString(), "claim");
    String image = image();
    int colon = image.lastIndexOf(':');
    Shell.run(
        "helm",
        "upgrade",
        "--install",
        "athanor",
        root().resolve("helm/athanor").toString(),
        "--namespace",
        NAMESPACE,
        "--create-namespace",
        "--set",
        "image.repository=" + image.substring(0, colon),
        "--set",
        "image.tag=" + image.substring(colon + 1),
        "--wait",
        Shell.TIMEOUT);
    installed = true;
  }

  /** Likewise after a page's commands, which may have taken it away or set other values. */
  static synchronized void installAnew() {
    installed = false;
    install();
  }

  /** Sets one value of the chart, and waits until what that changes is there. */
  static void upgrade(String value) {
    Shell.run(
        "helm",
        "upgrade",
        "athanor",
        root().resolve("helm/athanor").toString(),
        "--namespace",
        NAMESPACE,
        "--reuse-values",
        "--set",
        value,
        "--wait",
        Shell.TIMEOUT);
  }

  /** What the chart's own test prints, which must pass. */
  static String helmTest() {
    return Shell.run("helm", "test", "athanor", "--namespace", NAMESPACE, Shell.TIMEOUT);
  }

  /** In the operator's namespace. */
  static String kubectl(String... arguments) {
    List<String> command = new ArrayList<>(List.of("kubectl", "-n", NAMESPACE));
    command.addAll(List.of(arguments));
    return Shell.run(command.toArray(String[]::new));
  }

  /** Takes everything away that {@link #install} has brought. */
  static synchronized void uninstallWithCrd() {
    Shell.run("helm", "uninstall", "athanor", "--namespace", NAMESPACE, "--wait");
    Shell.run("kubectl", "delete", "crd", CRD, Shell.TIMEOUT);
    installed = false;
  }

  /** As an uninstalled release of the same name has left it. */
  static void installOldCrd(String yaml) {
    Shell.runWithInput(yaml, "kubectl", "create", "-f", "-");
    Shell.run("kubectl", "wait", "crd", CRD, "--for=condition=Established", Shell.TIMEOUT);
    Shell.run("kubectl", "label", "crd", CRD, "app.kubernetes.io/managed-by=Helm");
    Shell.run(
        "kubectl",
        "annotate",
        "crd",
        CRD,
        "meta.helm.sh/release-name=athanor",
        "meta.helm.sh/release-namespace=" + NAMESPACE);
  }

  /** Ends the operator's pod at once, as a lost node would; its Deployment starts another. */
  static synchronized void killOperator() {
    LOG_OF_KILLED.append(Shell.run(LOG)).append('\n');
    Shell.run(
        "kubectl",
        "-n",
        NAMESPACE,
        "delete",
        "pod",
        "-l",
        "app.kubernetes.io/name=athanor",
        "--force",
        "--grace-period=0");
  }

  static void awaitOperator() {
    Shell.run("kubectl", "-n", NAMESPACE, "rollout", "status", "deploy/athanor", Shell.TIMEOUT);
  }

  /** What the operator has logged, and those that tests killed before it. */
  static synchronized String operatorLog() {
    awaitOperator();
    return LOG_OF_KILLED + Shell.run(LOG);
  }
}
