package dev.athanor.cli.verb;

import dev.athanor.cli.SelectionOptions;
import dev.athanor.cli.args.Arguments;
import dev.athanor.cli.args.Values;
import dev.athanor.crds.manifest.ManifestException;
import dev.athanor.crds.manifest.ManifestRequest;
import dev.athanor.crds.v1alpha1.BackupSpec;

/** The resource to write: what the goal {@code manifest} takes. */
final class ManifestOptions {
  private static final String NAME = "--name";
  private static final String HOST = "--database-host";
  private static final String PORT = "--database-port";
  private static final String DATABASE = "--database-name";
  private static final String SSL_MODE = "--database-sslmode";
  private static final String POLICY = "--backup-policy";
  private static final String IMAGE = "--image";

  private String name;
  private String namespace;
  private String host;
  private Integer port;
  private String database;
  private String secret;
  private String sslMode;
  private String role;
  private String target;
  private boolean allowDowngrade;
  private BackupSpec.Policy policy = BackupSpec.Policy.Always;
  private String claim;
  private String image;
  private String imagePath = "/bundle.zip";

  void declare(Arguments arguments) {
    arguments
        .required(NAME, "NAME", "of the DatabaseMigration", v -> name = v)
        .option("--namespace", "NAME", "of what is written (default: none)", v -> namespace = v)
        .required(HOST, "HOST", "as the cluster's pods see it", v -> host = v)
        .option(PORT, "PORT", "default: 5432", v -> port = Values.number(PORT, v))
        .required(DATABASE, "NAME", "of the database", v -> database = v)
        .option("--secret", "NAME", "the credentials (default: NAME-database)", v -> secret = v)
        .option(SSL_MODE, "MODE", "as libpq has it", v -> sslMode = v)
        .option("--database-role", "ROLE", "SET ROLE to this", v -> role = v)
        .option("--to", "REVISION", "head (the default), base, an id, a label", v -> target = v)
        .flag("--allow-downgrade", "it may be older than what is applied", this::downgrades)
        .option(POLICY, "POLICY", Values.names(BackupSpec.Policy.class), this::policy)
        .option("--backup-claim", "NAME", "the volume (default: NAME-backups)", v -> claim = v)
        .option(IMAGE, "IMAGE", "that holds the bundle, not a ConfigMap", v -> image = v)
        .option("--image-path", "PATH", "of it there (/bundle.zip)", v -> imagePath = v);
  }

  private void downgrades() {
    allowDowngrade = true;
  }

  private void policy(String value) {
    policy = Values.choice(POLICY, BackupSpec.Policy.class, value);
  }

  /**
   * @param selection which somebody else declares
   */
  ManifestRequest request(SelectionOptions selection) {
    return new ManifestRequest(
        name,
        namespace,
        new ManifestRequest.Database(host, port, database, secret, sslMode, role),
        target,
        allowDowngrade,
        new ManifestRequest.Backup(policy, claim),
        image == null ? null : new ManifestRequest.Image(image, imagePath),
        new ManifestRequest.Selection(selection.contexts(), selection.labels()));
  }

  static String option(ManifestException.Setting setting) {
    return switch (setting) {
      case NAME -> NAME;
      case HOST -> HOST;
      case DATABASE -> DATABASE;
      case SSL_MODE -> SSL_MODE;
      case IMAGE -> IMAGE;
    };
  }
}
