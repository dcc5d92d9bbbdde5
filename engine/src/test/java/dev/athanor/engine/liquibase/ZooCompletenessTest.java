package dev.athanor.engine.liquibase;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import liquibase.Scope;
import liquibase.change.Change;
import liquibase.change.ChangeFactory;
import liquibase.change.ChangeMetaData;
import liquibase.changelog.ChangeLogParameters;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.database.core.PostgresDatabase;
import liquibase.parser.ChangeLogParserFactory;
import liquibase.precondition.Precondition;
import liquibase.precondition.PreconditionFactory;
import liquibase.precondition.PreconditionLogic;
import liquibase.resource.DirectoryResourceAccessor;
import liquibase.resource.ResourceAccessor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The zoo has every kind of change and precondition that Liquibase itself knows, and every
 * attribute of each, or it is said here why not: a new version that brings one fails here.
 */
class ZooCompletenessTest {
  /** In {@link LiveChangesetTest}: Liquibase runs them. */
  private static final Set<String> LIVE =
      Set.of("customChange", "loadUpdateData", "dropAllForeignKeyConstraints", "stop");

  /** No changelog may run programs: {@link UntrustedChangelogTest}. */
  private static final Set<String> NEVER = Set.of("executeCommand");

  /** What PostgreSQL has nothing for, or Liquibase sets another attribute by, or computes with. */
  private static final Set<String> WITHOUT_MEANING =
      Set.of(
          "addAutoIncrement defaultOnNull",
          "addAutoIncrement generationType",
          "addDefaultValue defaultValueConstraintName",
          "addForeignKeyConstraint deleteCascade",
          "addForeignKeyConstraint referencesUniqueColumn",
          "addPrimaryKey clustered",
          "addPrimaryKey forIndexName",
          "addPrimaryKey forIndexSchemaName",
          "addUniqueConstraint disabled",
          "addUniqueConstraint forIndexName",
          "addUniqueConstraint forIndexSchemaName",
          "alterSequence ordered",
          "createIndex clustered",
          "createProcedure comment",
          "createProcedure encoding",
          "dropNotNullConstraint constraintName",
          "dropPrimaryKey dropIndex",
          "dropProcedure schemaName",
          "sql ignoreOriginalSplitStatements",
          "sqlFile ignoreOriginalSplitStatements");

  private static final PostgresDatabase POSTGRES = new PostgresDatabase();
  private static List<ChangeSet> zoo;

  @BeforeAll
  @SuppressWarnings("try") // its close may throw anything; the compiler thinks of interruptions
  static void parse() throws Exception {
    try (ResourceAccessor resources =
        new DirectoryResourceAccessor(Path.of("src", "test", "resources"))) {
      Scope.child(
          Map.of(Scope.Attr.resourceAccessor.name(), resources),
          () -> {
            DatabaseChangeLog changelog =
                ChangeLogParserFactory.getInstance()
                    .getParser("zoo/master.xml", resources)
                    .parse("zoo/master.xml", new ChangeLogParameters(POSTGRES), resources);
            zoo = changelog.getChangeSets();
          });
    }
  }

  @Test
  void everyKindOfChangeIsThere() {
    Set<String> kinds = new TreeSet<>(changes().getDefinedChanges());
    kinds.removeAll(LIVE);
    kinds.removeAll(NEVER);
    allChanges().forEach(change -> kinds.remove(metadata(change).getName()));
    assertThat(kinds).as("changes that no changeset of the zoo has").isEmpty();
  }

  @Test
  void everyAttributeOfAChangeIsThere() {
    Set<String> attributes = new TreeSet<>();
    for (Change change : allChanges()) {
      ChangeMetaData metadata = metadata(change);
      metadata.getParameters().values().stream()
          .filter(each -> each.supports(POSTGRES))
          .forEach(each -> attributes.add(metadata.getName() + " " + each.getParameterName()));
    }
    for (Change change : allChanges()) {
      ChangeMetaData metadata = metadata(change);
      metadata
          .getSetParameters(change)
          .keySet()
          .forEach(each -> attributes.remove(metadata.getName() + " " + each));
    }
    attributes.removeIf(each -> each.toLowerCase(Locale.ROOT).endsWith("catalogname"));
    attributes.removeAll(WITHOUT_MEANING);
    assertThat(attributes).as("attributes that no changeset of the zoo sets").isEmpty();
  }

  @Test
  void everyKindOfPreconditionIsThere() {
    Set<String> kinds =
        new TreeSet<>(PreconditionFactory.getInstance().getPreconditions().keySet());
    zoo.stream()
        .map(ChangeSet::getPreconditions)
        .filter(each -> each != null)
        .forEach(each -> remove(each, kinds));
    // Java code decides that one: nobody runs it here.
    assertThat(kinds)
        .as("preconditions that no changeset of the zoo has")
        .containsExactly("customPrecondition");
  }

  private static void remove(Precondition precondition, Set<String> kinds) {
    kinds.remove(precondition.getName());
    if (precondition instanceof PreconditionLogic logic) {
      logic.getNestedPreconditions().forEach(each -> remove(each, kinds));
    }
  }

  private static List<Change> allChanges() {
    return zoo.stream().flatMap(each -> each.getChanges().stream()).toList();
  }

  private static ChangeFactory changes() {
    return Scope.getCurrentScope().getSingleton(ChangeFactory.class);
  }

  private static ChangeMetaData metadata(Change change) {
    return changes().getChangeMetaData(change);
  }
}
