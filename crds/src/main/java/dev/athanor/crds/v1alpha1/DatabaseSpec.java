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
 * @param host name or address of the server. Either this or {@code url}.
 * @param port port of the server; 5432 when absent.
 * @param name name of the database; required with {@code host}.
 * @param url JDBC URL without credentials, such as {@code
 *     jdbc:postgresql://db:5432/app?sslmode=require}. Either this or {@code host}.
 * @param credentialsSecret the Secret with {@code username} and {@code password} (type {@code
 *     kubernetes.io/basic-auth}), and {@code ca.crt} where {@code sslMode} verifies. It is mounted
 *     into the Jobs; the operator never reads it. CloudNativePG's {@code <cluster>-app} is one.
 * @param caSecret the Secret with the certificate of the server's authority, where that is another
 *     one, such as CloudNativePG's {@code <cluster>-ca}.
 * @param clientCertificateSecret the Secret (type {@code kubernetes.io/tls}) with {@code tls.crt}
 *     and {@code tls.key} to connect with; the credentials then need no password.
 * @param sslMode as in libpq; {@code prefer} when absent. With {@code url} it stands in the URL.
 * @param role role to take with {@code SET ROLE} after connecting: it will own what is created.
 * @param searchPath schemas that unqualified names in the changesets refer to, such as {@code app,
 *     public}; {@code public} when absent, whatever the role's own setting is.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "has(self.host) != has(self.url)",
    message = "set exactly one of database.host and database.url")
@ValidationRule(
    value = "!has(self.host) || has(self.name)",
    message = "database.name is required with database.host")
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

  /**
   * A Secret with credentials in the resource's namespace.
   *
   * @param name name of the Secret.
   * @param usernameKey key of the user's name; {@code username} when absent.
   * @param passwordKey key of the password; {@code password} when absent.
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record SecretRef(
      @Required @Size(min = 1, max = 253) String name,
      @Size(min = 1, max = 253) @Pattern(KEY) String usernameKey,
      @Size(min = 1, max = 253) @Pattern(KEY) String passwordKey) {

    /** With the keys of {@code kubernetes.io/basic-auth}. */
    public SecretRef(String name) {
      this(name, null, null);
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
   */
  public record CertificateSecret(@Required @Size(min = 1, max = 253) String name) {}

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
