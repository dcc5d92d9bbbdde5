package dev.athanor.engine.database;

/**
 * What a session learns of its server when it opens.
 *
 * @param backendPid the server process of this session
 * @param versionNumber {@code server_version_num}, such as 170010
 * @param database the database's name
 * @param currentUser in whose name statements run, after {@code SET ROLE}
 * @param superuser whether that role or the one that logged in is a superuser
 * @param schema the schema in which unqualified objects are created, null when the search path
 *     names none that exists
 * @param standby whether the server is in recovery and so read-only
 * @param frozen whether role or database make transactions read-only by default
 * @param durableCommit the {@code synchronous_commit} that waits for the disk: the session's own
 *     default, {@code on} where that is off
 */
public record ServerFacts(
    int backendPid,
    int versionNumber,
    String database,
    String currentUser,
    boolean superuser,
    String schema,
    boolean standby,
    boolean frozen,
    String durableCommit) {

  /** The major version: 17 of 170010. */
  public int majorVersion() {
    return versionNumber / 10000;
  }

  /** Major and minor version: {@code 17.10} of 170010. */
  public String version() {
    return versionNumber / 10000 + "." + versionNumber % 10000;
  }
}
