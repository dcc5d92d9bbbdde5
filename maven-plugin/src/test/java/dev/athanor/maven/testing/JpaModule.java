package dev.athanor.maven.testing;

/** A module that is compiled and whose class path has entities. */
public final class JpaModule {
  public static final String HIBERNATE =
      """
      <dependency>
        <groupId>org.hibernate.orm</groupId>
        <artifactId>hibernate-core</artifactId>
        <version>%s</version>
      </dependency>
      """
          .formatted(System.getProperty("test.hibernate"));

  private JpaModule() {}

  /**
   * Writes its POM.
   *
   * @param configuration of Athanor's plugin, as XML
   * @param dependencies as XML
   */
  public static void write(
      MavenProject module, String name, String configuration, String dependencies) {
    module.write(
        "pom.xml",
        MavenProject.pom(name, "", configuration, "")
            .replace(
                "<packaging>pom</packaging>", "<dependencies>" + dependencies + "</dependencies>")
            .replace(
                "<plugins>",
                "<plugins>" + plugin("maven-compiler-plugin") + plugin("maven-resources-plugin")));
  }

  /** A build plugin of the version that built Athanor, which is in the local repository. */
  private static String plugin(String name) {
    return "<plugin><artifactId>%s</artifactId><version>%s</version></plugin>"
        .formatted(name, System.getProperty("test." + name));
  }
}
