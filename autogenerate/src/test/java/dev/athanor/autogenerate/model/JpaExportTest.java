package dev.athanor.autogenerate.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.athanor.autogenerate.testing.ModelCompiler;
import dev.athanor.autogenerate.testing.Provider;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JpaExportTest {
  private static final String USER =
      """
      @Entity class AppUser {
        @Id @GeneratedValue Long id;
        @Column(nullable = false, length = 50) String userName;
        @ManyToOne AppUser invitedBy;
      }
      """;

  @TempDir Path classes;

  @ParameterizedTest
  @EnumSource(Provider.class)
  void writesTheProvidersOwnDdlWithoutADatabase(Provider provider) {
    ModelCompiler.compile(provider, classes, USER);

    List<String> ddl = export(JpaModel.of(provider.classPath(classes))).statements();

    assertThat(ddl)
        .anySatisfy(s -> assertThat(s).startsWith("create sequence AppUser_SEQ"))
        .anySatisfy(s -> assertThat(s).contains("create table AppUser", "userName varchar(50)"))
        .anySatisfy(s -> assertThat(s).contains("foreign key (invitedBy_id)"));
  }

  @ParameterizedTest
  @EnumSource(Provider.class)
  void aCommentMayHaveAnApostrophe(Provider provider) {
    ModelCompiler.compile(
        provider,
        classes,
        """
        @Entity @org.hibernate.annotations.Comment("it's a user's")
        class Commented {
          @Id @org.hibernate.annotations.Comment("doubled: it''s") Long id;
          @org.hibernate.annotations.Comment("' is 'x';\\n-- \\"it\\"") String name;
        }
        """);

    assertThat(export(JpaModel.of(provider.classPath(classes))).statements())
        .contains(
            "comment on table Commented is 'it''s a user''s'",
            "comment on column Commented.id is 'doubled: it''s'",
            "comment on column Commented.name is ''' is ''x'';\n-- \"it\"'");
  }

  @Test
  void onlyCommentsAreLiterals() {
    for (String other :
        List.of(
            "create table t (c text default 'it')",
            "comment on table t is 'plain'",
            "comment on table t is 'in pairs: '''",
            "comment on table \"a is 'b\" is 'x'")) {
      assertThat(ProviderComments.escaped(other)).isEqualTo(other);
    }
    assertThat(ProviderComments.escaped("comment on column app.\"my t\".c is 'it's'"))
        .isEqualTo("comment on column app.\"my t\".c is 'it''s'");
  }

  @ParameterizedTest
  @EnumSource(Provider.class)
  void followsPersistenceXmlAndMappingFiles(Provider provider) throws IOException {
    ModelCompiler.compile(provider, classes, USER + "class Plain { Long id; String label; }");
    write(
        "META-INF/persistence.xml",
        """
        <persistence xmlns="https://jakarta.ee/xml/ns/persistence" version="3.0">
          <persistence-unit name="main">
            <mapping-file>plain.xml</mapping-file>
            <properties>
              <property name="jakarta.persistence.jdbc.url" value="jdbc:postgresql://nowhere/x"/>
              <property name="hibernate.default_schema" value="app"/>
            </properties>
          </persistence-unit>
        </persistence>
        """);
    write(
        "plain.xml",
        """
        <entity-mappings xmlns="https://jakarta.ee/xml/ns/persistence/orm" version="3.0">
          <package>model</package>
          <entity class="Plain" access="FIELD">
            <table name="plain_things"/>
            <attributes><id name="id"/><basic name="label"><column length="7"/></basic></attributes>
          </entity>
        </entity-mappings>
        """);

    String ddl = String.join(";\n", export(JpaModel.of(provider.classPath(classes))).statements());

    assertThat(ddl)
        .contains("create schema app", "create table app.plain_things", "label varchar(7)")
        .contains("create table app.AppUser");
  }

  @ParameterizedTest
  @EnumSource(Provider.class)
  void followsSpringsNamesAndSettings(Provider provider) throws IOException {
    ModelCompiler.compile(provider, classes, USER);
    write(
        "application.yml",
        """
        spring:
          datasource: {url: "jdbc:postgresql://nowhere/x", password: "${DB_PASSWORD}"}
          jpa:
            properties:
              hibernate.default_schema: ${NO_SUCH_VARIABLE:blue}
        ---
        spring:
          config.activate.on-profile: prod
          jpa.properties.hibernate.default_schema: green
        """);
    JpaModel model =
        new JpaModel(
            provider.classPath(classes),
            List.of(),
            Optional.empty(),
            JpaModel.Naming.SPRING,
            List.of(),
            Map.of());

    String ddl = String.join(";\n", export(model).statements());

    assertThat(ddl).contains("blue.app_user", "user_name varchar(50)", "invited_by_id");
  }

  @Test
  void findsEntitiesOfNamedPackagesInJarsToo() throws IOException {
    ModelCompiler.compileAll(
        Provider.HIBERNATE_7,
        classes,
        Map.of("shop.model", USER, "shop.modelling", "@Entity class Other { @Id Long id; }"));
    Path jar = classes.resolve("shop.jar");
    Path file = classes.resolve("shop/model/AppUser.class");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
      zip.putNextEntry(new ZipEntry("shop/model/AppUser.class"));
      Files.copy(file, zip);
    }
    Files.delete(file);
    List<Path> classPath = new ArrayList<>(Provider.HIBERNATE_7.classPath(classes));
    classPath.add(jar);

    assertThat(tables(classPath, List.of("shop.model"))).containsExactly("create table AppUser");
    assertThat(tables(classPath, List.of())).containsExactly("create table Other");
  }

  private static List<String> tables(List<Path> classPath, List<String> packages) {
    JpaModel model =
        new JpaModel(
            classPath, packages, Optional.empty(), JpaModel.Naming.JPA, List.of(), Map.of());
    return export(model).statements().stream()
        .filter(sql -> sql.startsWith("create table"))
        .map(sql -> sql.substring(0, sql.indexOf(" (")))
        .toList();
  }

  @ParameterizedTest
  @EnumSource(Provider.class)
  void readsRenamesFromAnyAnnotationOfThatName(Provider provider) {
    ModelCompiler.compile(
        provider,
        classes,
        """
        @Entity @RenamedFrom("person") class AppUser {
          @Id Long id;
          @RenamedFrom("nick") @Column(name = "handle") String userName;
        }
        @java.lang.annotation.Retention(java.lang.annotation.RetentionPolicy.RUNTIME)
        @interface RenamedFrom { String value(); }
        """);

    List<RenameHint> renames = export(JpaModel.of(provider.classPath(classes))).renames();

    assertThat(renames).extracting(RenameHint::from).containsExactly("person", "nick");
    assertThat(renames.get(0).to()).contains("AppUser", "app_user");
    assertThat(renames.get(1).to()).startsWith("handle");
    assertThat(renames.get(1).where()).isEqualTo("model.AppUser.userName");
  }

  @ParameterizedTest
  @EnumSource(Provider.class)
  void namesTheClassThatDoesNotMap(Provider provider) {
    ModelCompiler.compile(
        provider, classes, "@Entity class Broken { @Id Long id; @ManyToOne String owner; }");

    assertThatThrownBy(() -> export(JpaModel.of(provider.classPath(classes))))
        .isInstanceOfSatisfying(
            AthanorException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(Reason.INVALID_MODEL);
              assertThat(e.describe()).contains("model.Broken", "owner").contains("→");
            });
  }

  @Test
  void namesWhatIsMissing() throws IOException {
    ModelCompiler.compile(
        Provider.HIBERNATE_7, classes, "@Entity class A extends B { @Id Long id; } class B {}");
    Files.delete(classes.resolve("model/B.class"));

    assertReason(
        Provider.HIBERNATE_7.classPath(classes), Reason.INVALID_MODEL, "model.A", "model.B");
    assertReason(List.of(classes), Reason.INVALID_CONFIGURATION, "no Hibernate", "hibernate-core");
    Path empty = Files.createDirectory(classes.resolve("empty"));
    assertReason(
        Provider.HIBERNATE_7.classPath(empty),
        Reason.INVALID_CONFIGURATION,
        empty.toString(),
        "Compile the module");
  }

  private static void assertReason(List<Path> classPath, Reason reason, String... words) {
    assertThatThrownBy(() -> export(JpaModel.of(classPath)))
        .isInstanceOfSatisfying(
            AthanorException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(reason);
              assertThat(e.describe()).contains(words);
            });
  }

  private static ModelDdl export(JpaModel model) {
    return new JpaExport(model, 17).run();
  }

  private void write(String path, String text) throws IOException {
    Path file = classes.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
