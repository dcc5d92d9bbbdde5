package dev.athanor.maven;

import dev.athanor.autogenerate.compare.CompareRequest;
import dev.athanor.autogenerate.compare.RenameQuestion;
import dev.athanor.autogenerate.model.DatabaseModel;
import dev.athanor.autogenerate.model.JpaModel;
import dev.athanor.autogenerate.model.ModelSource;
import dev.athanor.autogenerate.model.SqlFileModel;
import dev.athanor.engine.database.DatabaseUrl;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Reason;
import dev.athanor.engine.plan.PlanOptions;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.project.MavenProject;

/** A goal that compares the revisions with the model. No database of the project's is touched. */
abstract class ModelMojo extends RehearsingMojo {
  /**
   * Where the desired schema is: {@code jpa} for the module's entities, a file of SQL below the
   * root such as {@code schema.sql}, or the URL of a database that has it.
   */
  @Parameter(property = "athanor.model", defaultValue = "jpa")
  private String model;

  /**
   * The module that the application is started from, by its artifactId, where that is another than
   * the one with the revisions: the model is read with its class path and its settings.
   */
  @Parameter(property = "athanor.application")
  private String application;

  /** Packages of the entities, separated by commas; needed only for entities in jars. */
  @Parameter(property = "athanor.packages")
  private String packages;

  /** The unit of {@code META-INF/persistence.xml} where there are several. */
  @Parameter(property = "athanor.persistenceUnit")
  private String persistenceUnit;

  /** Who names tables and columns: {@code jpa}, {@code spring}, or {@code auto} to find out. */
  @Parameter(property = "athanor.naming", defaultValue = "auto")
  private String naming;

  /** Mapping files on the class path besides {@code META-INF/orm.xml}, separated by commas. */
  @Parameter(property = "athanor.mappingFiles")
  private String mappingFiles;

  /** Settings for the JPA provider, such as {@code hibernate.default_schema}. */
  @Parameter private Map<String, String> providerProperties = Map.of();

  /**
   * Renames as {@code old:new}, separated by commas: {@code users.mail:email}, {@code
   * users:accounts}, {@code users.role.ADMIN:ROOT}; {@code users.mail:} for what was dropped and
   * not renamed.
   */
  @Parameter(property = "athanor.rename", defaultValue = "${rename}")
  private String rename;

  /** Lets a revision drop tables, columns and values, and whatever else the model does not say. */
  @Parameter(property = "athanor.allowDestructive", defaultValue = "${allowDestructive}")
  private boolean allowDestructive;

  /** What the team accepts that the schema has and the model does not say. */
  @Parameter(
      property = "athanor.baseline",
      defaultValue = "${project.basedir}/athanor-baseline.txt",
      required = true)
  File baseline;

  final CompareRequest compareRequest() {
    return new CompareRequest(
        changelog(),
        compileOptions(),
        selection(PlanOptions.UPGRADE),
        model(),
        scratch(),
        snapshotOptions(),
        NewRevisionMojo.list(rename),
        session.getRequest().isInteractiveMode() ? Terminal.orNobody() : RenameQuestion.NOBODY,
        baseline.toPath(),
        allowDestructive);
  }

  private ModelSource model() {
    if (model.contains("://")) {
      return new DatabaseModel(DatabaseUrl.parse(model));
    }
    if (!model.equalsIgnoreCase("jpa")) {
      return new SqlFileModel(root.toPath().resolve(model));
    }
    List<Path> classPath = modelClassPath();
    if (application == null && naming().equals(JpaModel.Naming.AUTO)) {
      new ApplicationModule(project, session).otherNames(classPath).ifPresent(this::warn);
    }
    return new JpaModel(
        classPath,
        entityPackages(),
        Optional.ofNullable(persistenceUnit),
        naming(),
        NewRevisionMojo.list(mappingFiles),
        providerProperties);
  }

  /** Whether the model is entities, and there is Java that may have some. */
  final boolean hasEntities() {
    MavenProject application = applicationModule();
    return model.equalsIgnoreCase("jpa")
        && (application != project
            || packages != null
            || project.getCompileSourceRoots().stream()
                .anyMatch(root -> Files.isDirectory(Path.of(root))));
  }

  /** What the model's application has on its class path, compiled. */
  final List<Path> modelClassPath() {
    return new ModelClassPath(applicationModule(), project, session, dependencies, cache.toPath())
        .resolve();
  }

  final List<String> entityPackages() {
    return NewRevisionMojo.list(packages);
  }

  private MavenProject applicationModule() {
    return new ApplicationModule(project, session).named(application);
  }

  private JpaModel.Naming naming() {
    return Arrays.stream(JpaModel.Naming.values())
        .filter(choice -> choice.name().equals(naming.toUpperCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new AthanorException(
                    Reason.INVALID_CONFIGURATION,
                    "'" + naming + "' is no naming",
                    "Use -Dathanor.naming=auto, jpa or spring."));
  }
}
