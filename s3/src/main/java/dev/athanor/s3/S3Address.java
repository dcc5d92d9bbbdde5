package dev.athanor.s3;

import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.model.Term;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * {@code s3://bucket/prefix?endpoint=https://…&region=…&pathStyle=true&ca=/path/to/ca.crt}.
 *
 * @param prefix below which all keys are: empty, or ending in a slash
 * @param endpoint empty: Amazon's
 * @param region empty: the environment's, and with an endpoint one that servers take for any
 * @param pathStyle whether the bucket is named in the path, not in the host; true with an endpoint
 *     unless it says otherwise
 * @param ca certificates, in PEM, of who vouches for the endpoint; empty: the JVM's
 */
record S3Address(
    String bucket,
    String prefix,
    Optional<URI> endpoint,
    Optional<String> region,
    boolean pathStyle,
    Optional<Path> ca) {
  static final String SCHEME = "s3";

  private static final Set<String> PARAMETERS = Set.of("endpoint", "region", "pathStyle", "ca");

  /** Amazon's rule, but for capitals and underscores, which others and old buckets have. */
  private static final Pattern BUCKET = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{1,254}");

  private static final Pattern REGION = Pattern.compile("[A-Za-z0-9-]{1,64}");

  /**
   * @throws AthanorException INVALID_CONFIGURATION naming all that is wrong
   */
  static S3Address parse(String location) {
    String rest = location.substring((SCHEME + "://").length());
    String path = rest.replaceFirst("\\?.*$", "");
    String bucket = path.replaceFirst("/.*$", "");
    if (bucket.contains("@")) {
      throw wrong(
          List.of("the URL of a bucket holds credentials"),
          "Give them in the environment, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; what is in"
              + " a URL is shown and logged.");
    }
    List<String> problems = new ArrayList<>();
    if (!BUCKET.matcher(bucket).matches()) {
      problems.add("\"" + bucket + "\" is no name of a bucket");
    }
    String below = path.substring(bucket.length()).replaceAll("^/+|/+$", "");
    Map<String, String> given =
        parameters(rest.contains("?") ? rest.substring(rest.indexOf('?') + 1) : "", problems);
    Optional<URI> endpoint = endpoint(given.get("endpoint"), problems);
    Optional<String> region = Optional.ofNullable(given.get("region"));
    if (region.isPresent() && !REGION.matcher(region.get()).matches()) {
      problems.add("\"" + region.get() + "\" is no region");
    }
    boolean pathStyle = pathStyle(given.get("pathStyle"), endpoint.isPresent(), problems);
    Optional<Path> ca = ca(given.get("ca"), problems);
    if (!problems.isEmpty()) {
      throw wrong(
          problems,
          "Write "
              + Term.BACKUP_DIRECTORY
              + " as s3://bucket/prefix?endpoint=https://host&region=…&pathStyle=true; Amazon's"
              + " own buckets need none of the parameters.");
    }
    return new S3Address(
        bucket, below.isEmpty() ? "" : below + "/", endpoint, region, pathStyle, ca);
  }

  private static Map<String, String> parameters(String query, List<String> problems) {
    Map<String, String> given = new LinkedHashMap<>();
    for (String parameter : query.isEmpty() ? new String[0] : query.split("&", -1)) {
      String name = parameter.replaceFirst("=.*$", "");
      if (!PARAMETERS.contains(name) || !parameter.contains("=")) {
        problems.add("\"" + name + "\" is no parameter of a bucket's URL");
      } else if (given.put(name, decoded(parameter.substring(name.length() + 1), problems))
          != null) {
        problems.add("\"" + name + "\" is given twice");
      }
    }
    return given;
  }

  private static String decoded(String value, List<String> problems) {
    try {
      // A plus is one: this is no form.
      return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      problems.add("\"" + value + "\" has a % that stands for nothing");
      return value;
    }
  }

  private static Optional<URI> endpoint(String value, List<String> problems) {
    if (value == null) {
      return Optional.empty();
    }
    try {
      URI uri = new URI(value);
      boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (http && uri.getHost() != null && uri.getUserInfo() == null && uri.getQuery() == null) {
        return Optional.of(uri);
      }
    } catch (URISyntaxException e) {
      // Said below.
    }
    problems.add(
        "the endpoint \"" + value.replaceFirst("//.*@", "//…@") + "\" is no URL of a host");
    return Optional.empty();
  }

  private static boolean pathStyle(String value, boolean byDefault, List<String> problems) {
    if (value == null || value.equals("true") || value.equals("false")) {
      return value == null ? byDefault : value.equals("true");
    }
    problems.add("pathStyle is \"" + value + "\", neither true nor false");
    return byDefault;
  }

  private static Optional<Path> ca(String value, List<String> problems) {
    if (value == null) {
      return Optional.empty();
    }
    try {
      Path file = Path.of(value);
      if (Files.isReadable(file)) {
        return Optional.of(file);
      }
    } catch (InvalidPathException e) {
      // Said below.
    }
    problems.add("the file of certificates \"" + value + "\" cannot be read");
    return Optional.empty();
  }

  private static AthanorException wrong(List<String> problems, String nextStep) {
    return new AthanorException(
        Reason.INVALID_CONFIGURATION, String.join("; ", problems), nextStep);
  }
}
