package dev.athanor.autogenerate.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.autogenerate.testing.ModelCompiler;
import dev.athanor.autogenerate.testing.Provider;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The names that Spring Boot gives: what autogenerate says without Spring is what Hibernate says
 * with the very settings that Spring Boot's own code gives it.
 */
class SpringNamesTest {
  private static final String MODEL =
      """
      @Entity class AppUser {
        @Id @GeneratedValue Long id;
        String userName;
        @Column(name = "eMail") String mail;
        @ManyToOne AppUser invitedBy;
        @ManyToMany Set<FriendGroup> friendGroups;
        @OneToMany Set<LoginEvent> loginEvents;
        @OneToMany(mappedBy = "byUser") Set<FriendGroup> foundedGroups;
        @ElementCollection Set<String> nickNames;
        @ElementCollection Map<String, HomeAddress> otherAddresses;
        @Embedded HomeAddress homeAddress;
        @Embedded Work workPlace;
      }
      @Entity class FriendGroup {
        @EmbeddedId GroupKey groupKey;
        @ManyToOne AppUser byUser;
        @OneToOne LoginEvent lastEvent;
      }
      @Embeddable class GroupKey { String groupName; @Column(name = "regionCode") String region; }
      @Embeddable class HomeAddress { String streetName; @ManyToOne CityTown cityTown; }
      @Embeddable class Work { @ElementCollection List<String> phoneNumbers; String deskLabel; }
      @Entity @Table(name = "TownsAndCities") class CityTown { @Id Long townId; }
      @Entity @Inheritance(strategy = InheritanceType.JOINED) class LoginEvent {
        @Id @GeneratedValue(strategy = GenerationType.SEQUENCE) Long eventId;
        @Column(nullable = false) LocalDateTime atTime;
      }
      @Entity class FailedLogin extends LoginEvent { @OneToMany List<LoginEvent> laterEvents; }
      """;

  /** Lines of Spring Boot, with the Hibernate each is made for. */
  enum Boot {
    BOOT_3(Provider.HIBERNATE_6, "spring-boot-3", "org.springframework.boot.autoconfigure.orm.jpa"),
    BOOT_4(
        Provider.HIBERNATE_7, "spring-boot-4", "org.springframework.boot.hibernate.autoconfigure");

    private final Provider provider;
    private final String directory;
    private final String configuration;

    Boot(Provider provider, String directory, String configuration) {
      this.provider = provider;
      this.directory = directory;
      this.configuration = configuration;
    }

    List<Path> classPath(Path classes) throws IOException {
      List<Path> entries = new ArrayList<>(provider.classPath(classes));
      try (Stream<Path> jars = Files.list(Path.of("target", "providers", directory))) {
        jars.sorted().forEach(entries::add);
      }
      return entries;
    }

    /**
     * What its HibernateProperties makes of {@code spring.jpa.hibernate.naming.physical-strategy}.
     */
    Map<String, String> settings(Path classes, Optional<String> physical) throws Exception {
      List<URL> urls = new ArrayList<>();
      for (Path entry : classPath(classes)) {
        urls.add(entry.toUri().toURL());
      }
      try (URLClassLoader loader =
          new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
        Class<?> type = loader.loadClass(configuration + ".HibernateProperties");
        Object properties = type.getConstructor().newInstance();
        Object naming = type.getMethod("getNaming").invoke(properties);
        if (physical.isPresent()) {
          naming
              .getClass()
              .getMethod("setPhysicalStrategy", String.class)
              .invoke(naming, physical.get());
        }
        Class<?> more = loader.loadClass(configuration + ".HibernateSettings");
        Map<?, ?> made =
            (Map<?, ?>)
                type.getMethod("determineHibernateProperties", Map.class, more)
                    .invoke(properties, Map.of(), more.getConstructor().newInstance());
        Map<String, String> settings = new TreeMap<>();
        made.forEach((key, value) -> settings.put(key.toString(), value.toString()));
        return settings;
      }
    }
  }

  @TempDir Path classes;

  @ParameterizedTest
  @EnumSource(Boot.class)
  void areFoundOutFromTheClassPath(Boot boot) throws Exception {
    ModelCompiler.compile(boot.provider, classes, MODEL);
    List<Path> classPath = boot.classPath(classes);

    List<String> found = export(classPath, JpaModel.Naming.AUTO, Map.of());

    assertThat(found)
        .isEqualTo(export(classPath, JpaModel.Naming.JPA, boot.settings(classes, Optional.empty())))
        .isEqualTo(export(classPath, JpaModel.Naming.SPRING, Map.of()));
    assertThat(String.join("\n", found))
        .contains(
            "create table app_user_friend_groups",
            "create table app_user_other_addresses",
            "create table towns_and_cities",
            "invited_by_id",
            "region_code");
    assertThat(found).isNotEqualTo(export(classPath, JpaModel.Naming.JPA, Map.of()));
  }

  @ParameterizedTest
  @EnumSource(Boot.class)
  void followWhatTheApplicationSays(Boot boot) throws Exception {
    ModelCompiler.compile(boot.provider, classes, MODEL);
    String standard = "org.hibernate.boot.model.naming.PhysicalNamingStrategyStandardImpl";
    Files.writeString(
        classes.resolve("application.properties"),
        "spring.jpa.hibernate.naming.physical-strategy=" + standard);
    List<Path> classPath = boot.classPath(classes);

    List<String> found = export(classPath, JpaModel.Naming.AUTO, Map.of());

    assertThat(found)
        .isEqualTo(
            export(classPath, JpaModel.Naming.JPA, boot.settings(classes, Optional.of(standard))));
    assertThat(String.join("\n", found)).contains("create table AppUser_friendGroups");
  }

  private static List<String> export(
      List<Path> classPath, JpaModel.Naming naming, Map<String, String> properties) {
    JpaModel model =
        new JpaModel(classPath, List.of(), Optional.empty(), naming, List.of(), properties);
    return new JpaExport(model, 17).run().statements();
  }
}
