package dev.athanor.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/**
 * Where the database is and as whom to connect.
 *
 * @param host name or address of the server; without it and {@code url} that of the Secret's key
 *     {@code host}.
 * @param port port of the server; 5432 when absent, and with the Secret's host that of its key
 *     {@code port}, where it has one.
 * @param name name of the database; required with {@code host}. Otherwise, when absent, that of the
 *     Secret's key {@code dbname}.
 * @param url JDBC URL without credentials, such as {@code
 *     jdbc:postgresql://db:5432/app?sslmode=require}, in place of host, port and name.
 * @param credentialsSecret the Secret with {@code username} or {@code user}, {@code password}, and
 *     {@code ca.crt} where {@code sslMode} verifies; and, unless the fields beside it say, with
 *     {@code host}, {@code port} and {@code dbname}. So CloudNativePG writes {@code <cluster>-app},
 *     Crunchy {@code <cluster>-pguser-<user>}, and Zalando user and password alone. What stands in
 *     the fields wins. It is mounted into the Jobs; the operator never reads it.
 * @param caSecret the Secret with the certificate of the server's authority, where that is another
 *     one, such as CloudNativePG's {@code <cluster>-ca}.
 * @param clientCertificateSecret the Secret (type {@code kubernetes.io/tls}) with {@code tls.crt}
 *     and {@code tls.key} to connect with; the credentials then need no password.
 * @param sslMode as in libpq; {@code prefer} when absent. With {@code url} it stands in the URL;
 *     with {@code urlKey} that of the Secret's URL when absent.
 * @param role role to take with {@code SET ROLE} after connecting: it will own what is created.
 * @param searchPath schemas that unqualified names in the changesets refer to, such as {@code app,
 *     public}; {@code public} when absent, whatever the role's own setting is.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "!(has(self.host) && has(self.url))",
    message =
        "set one of database.host and database.url, or neither where the Secret has the address")
@ValidationRule(
    value = "!has(self.host) || has(self.name) || has(self.credentialsSecret.databaseKey)",
    message =
        "database.name is required with database.host, or the Secret's key of it in"
            + " database.credentialsSecret.databaseKey")
@ValidationRule(
    value =
        "!(has(self.host) && has(self.credentialsSecret.hostKey)) && !(has(self.port) &&"
            + " has(self.credentialsSecret.portKey)) && !(has(self.name) &&"
            + " has(self.credentialsSecret.databaseKey))",
    message =
        "database and database.credentialsSecret say the same twice: remove host, port or name, or"
            + " the key of it")
@ValidationRule(
    value =
        "!has(self.url) || !(has(self.credentialsSecret.hostKey) ||"
            + " has(self.credentialsSecret.portKey) || has(self.credentialsSecret.databaseKey) ||"
            + " has(self.credentialsSecret.urlKey))",
    message =
        "with database.url nothing of the address comes from the Secret: remove the keys of"
            + " database.credentialsSecret, or the URL")
@ValidationRule(
    value =
        "!has(self.credentialsSecret.urlKey) || !(has(self.host) || has(self.port) ||"
            + " has(self.credentialsSecret.hostKey) || has(self.credentialsSecret.portKey) ||"
            + " has(self.credentialsSecret.databaseKey))",
    message =
        "with database.credentialsSecret.urlKey, host and port stand in the Secret's URL: remove"
            + " the others")
@ValidationRule(
    value = "!has(self.url) || !(has(self.port) || has(self.name) || has(self.sslMode))",
    message = "with database.url, port, name and sslMode stand in the URL: remove the fields")
public record DatabaseSpec(
    @Size(min = 1, max = 253)
        @Pattern("^[^\\s/@?]+$")
        @ValidationRule(
            value = "!self.matches('[,\\\\[\\\\]]') && !self.matches('^[^:]*:[^:]*$')",
            message =
                "database.host is one name or address, an IPv6 one without brackets: put the port"
                    + " into database.port")
        String host,
    @Min(1) @Max(65535) Integer port,
    @Size(min = 1, max = 63) String name,
    @Size(max = 1024)
        @ValidationRule(
            value = "self.startsWith('jdbc:postgresql://')",
            message = "database.url must begin with jdbc:postgresql://")
        @ValidationRule(
            value = "!self.contains('@') && !self.matches('(?i)[?&](user|password|sslpassword)=')",
            message =
                "database.url must not contain credentials: put them into database.credentialsSecret")
        String url,
    @Required SecretRef credentialsSecret,
    SslMode sslMode,
    @Size(min = 1, max = 63) String role,
    @Size(min = 1, max = 1024) String searchPath,
    CaSecret caSecret,
    CertificateSecret clientCertificateSecret) {

  /** With neither another authority nor a client's certificate. */
  public DatabaseSpec(
      String host,
      Integer port,
      String name,
      String url,
      SecretRef credentialsSecret,
      SslMode sslMode,
      String role,
      String searchPath) {
    this(host, port, name, url, credentialsSecret, sslMode, role, searchPath, null, null);
  }

  /** Whether the server's address is in the Secret alone. */
  public boolean addressInSecret() {
    return host == null && url == null;
  }

  /**
   * A Secret with credentials in the resource's namespace.
   *
   * @param name name of the Secret.
   * @param usernameKey key of the user's name; {@code username}, else {@code user} when absent.
   * @param passwordKey key of the password; {@code password} when absent.
   * @param hostKey key of the server's name; {@code host} when absent.
   * @param portKey key of its port; {@code port} when absent, where the Secret has it.
   * @param databaseKey key of the database's name; {@code dbname} when absent.
   * @param urlKey key of a URL in place of these three, libpq's or JDBC's, such as {@code uri} or
   *     {@code fqdn-jdbc-uri}. The user and the password in it count where the Secret has none by
   *     the keys above.
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record SecretRef(
      @Required @Size(min = 1, max = 253) String name,
      @Size(min = 1, max = 253) @Pattern(KEY) String usernameKey,
      @Size(min = 1, max = 253) @Pattern(KEY) String passwordKey,
      @Size(min = 1, max = 253) @Pattern(KEY) String hostKey,
      @Size(min = 1, max = 253) @Pattern(KEY) String portKey,
      @Size(min = 1, max = 253) @Pattern(KEY) String databaseKey,
      @Size(min = 1, max = 253) @Pattern(KEY) String urlKey) {

    /** With the keys that all write. */
    public SecretRef(String name) {
      this(name, null, null, null, null, null, null);
    }
  }

  /**
   * A Secret with the certificate of an authority.
   *
   * @param name name of the Secret.
   * @param key key of the certificate; {@code ca.crt} when absent.
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record CaSecret(
      @Required @Size(min = 1, max = 253) String name,
      @Size(min = 1, max = 253) @Pattern(KEY) String key) {}

  /**
   * A Secret of type {@code kubernetes.io/tls}.
   *
   * @param name name of the Secret.
   * @param certificateKey key of the certificate; {@code tls.crt} when absent.
   * @param privateKeyKey key of its private key; {@code tls.key} when absent.
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record CertificateSecret(
      @Required @Size(min = 1, max = 253) String name,
      @Size(min = 1, max = 253) @Pattern(KEY) String certificateKey,
      @Size(min = 1, max = 253) @Pattern(KEY) String privateKeyKey) {}

  private static final String KEY = "^[-._a-zA-Z0-9]+$";

  /** libpq's sslmode. */
  public enum SslMode {
    @JsonProperty("disable")
    DISABLE("disable"),
    @JsonProperty("allow")
    ALLOW("allow"),
    @JsonProperty("prefer")
    PREFER("prefer"),
    @JsonProperty("require")
    REQUIRE("require"),
    @JsonProperty("verify-ca")
    VERIFY_CA("verify-ca"),
    @JsonProperty("verify-full")
    VERIFY_FULL("verify-full");

    private final String value;

    SslMode(String value) {
      this.value = value;
    }

    /** As libpq writes it. */
    public String value() {
      return value;
    }
  }
}
