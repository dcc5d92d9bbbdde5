package dev.athanor.autogenerate.model;

import java.util.List;
import java.util.Map;

/** What a provider is told, and not told, so that it writes DDL without a database. */
final class ProviderSettings {
  private static final String PHYSICAL = "hibernate.physical_naming_strategy";
  private static final String IMPLICIT = "hibernate.implicit_naming_strategy";

  /** Spring Boot 2 and 3, then 4. */
  private static final List<String> SPRING_IMPLICIT =
      List.of(
          "org.springframework.boot.orm.jpa.hibernate.SpringImplicitNamingStrategy",
          "org.springframework.boot.hibernate.SpringImplicitNamingStrategy");

  private static final List<String> OF_A_DATABASE =
      List.of(
          "jakarta.persistence.jdbc.",
          "javax.persistence.jdbc.",
          "jakarta.persistence.schema-generation.",
          "javax.persistence.schema-generation.",
          "jakarta.persistence.sql-load-script-source",
          "jakarta.persistence.nonJtaDataSource",
          "jakarta.persistence.jtaDataSource",
          "hibernate.connection.",
          "hibernate.hikari.",
          "hibernate.c3p0.",
          "hibernate.agroal.",
          "hibernate.hbm2ddl.",
          "hibernate.cache.",
          "hibernate.search.",
          "hibernate.transaction.",
          "hibernate.multiTenancy",
          "hibernate.multi_tenant_connection_provider",
          "hibernate.tenant_identifier_resolver",
          "hibernate.enhancer.",
          "hibernate.session_factory",
          "hibernate.archive.");

  /** Settings under the prefixes above that decide what DDL is made. */
  private static final List<String> KEPT =
      List.of("hibernate.hbm2ddl.charset_name", "hibernate.hbm2ddl.default_constraint_mode");

  private ProviderSettings() {}

  /** Drops what would open a connection, run a script of data or need a server around it. */
  static void withoutDatabase(Map<String, Object> settings) {
    settings
        .keySet()
        .removeIf(key -> OF_A_DATABASE.stream().anyMatch(key::startsWith) && !KEPT.contains(key));
  }

  static void naming(Map<String, Object> settings, JpaModel.Naming naming, IsolatedClassPath path) {
    var spring = SPRING_IMPLICIT.stream().filter(path::has).findFirst();
    if (naming == JpaModel.Naming.JPA || naming == JpaModel.Naming.AUTO && spring.isEmpty()) {
      return;
    }
    settings.putIfAbsent(
        PHYSICAL, "org.hibernate.boot.model.naming.CamelCaseToUnderscoresNamingStrategy");
    spring.ifPresent(strategy -> settings.putIfAbsent(IMPLICIT, strategy));
  }

  static void offline(Map<String, Object> settings, int serverMajor, String delimiter) {
    settings.put("jakarta.persistence.database-product-name", "PostgreSQL");
    settings.put("jakarta.persistence.database-major-version", Integer.toString(serverMajor));
    settings.put("jakarta.persistence.database-minor-version", "0");
    // Hibernate from 6.5; before it the second one.
    settings.put("hibernate.boot.allow_jdbc_metadata_access", "false");
    settings.put("hibernate.temp.use_jdbc_metadata_defaults", "false");
    settings.put("hibernate.hbm2ddl.delimiter", delimiter);
    settings.put("hibernate.hbm2ddl.skip_default_import_file", "true");
    settings.put("hibernate.archive.autodetection", "none");
    settings.put("hibernate.cache.use_second_level_cache", "false");
    settings.put("hibernate.cache.use_query_cache", "false");
    settings.put("jakarta.persistence.create-database-schemas", "true");
    settings.put("jakarta.persistence.schema-generation.database.action", "none");
    settings.put("jakarta.persistence.schema-generation.scripts.action", "create");
  }
}
