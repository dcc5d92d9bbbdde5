package dev.athanor.schema.ddl;

import dev.athanor.schema.convert.Conversions;
import dev.athanor.schema.diff.Difference;
import dev.athanor.schema.diff.Hazard;
import dev.athanor.schema.diff.Rename;
import dev.athanor.schema.diff.SchemaDiff;
import dev.athanor.schema.model.Column;
import dev.athanor.schema.model.Kind;
import dev.athanor.schema.model.Names;
import dev.athanor.schema.model.ObjectId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Renders a diff as SQL. */
public final class Ddl {
  private Ddl() {}

  /** The statements that apply {@code diff}, in an order that PostgreSQL accepts. */
  public static List<DdlStatement> render(SchemaDiff diff) {
    return render(diff, DdlOptions.DEFAULT);
  }

  /** The statements that apply {@code diff}, in an order that PostgreSQL accepts. */
  public static List<DdlStatement> render(SchemaDiff diff, DdlOptions options) {
    Facets before = new Facets(diff.before());
    Facets after = new Facets(diff.after());
    Planner planner = new Planner(before, after);
    Map<Action.Key, Action> actions = planner.plan();
    Names names = new Names(diff.after().defaultSchema());
    Script script = new Script();
    Context context = new Context(options, names, before, after, actions, script);
    Renderer renderer = new Renderer(context, planner.retyped());
    Order order =
        new Order(
            actions.values(),
            new Edges(actions, before, after, options.numbered()),
            new Hosts(actions, planner.retyped()));
    List<Order.Step> steps = order.steps();
    Map<ObjectId, List<Hazard>> hazards = hazards(diff, context.conversions(), actions.keySet());
    renames(diff.renamesBefore(), script, names);
    script.nextGroup();
    for (Order.Step step : steps) {
      announce(script, step.root(), hazards);
      renderer.write(step);
    }
    renderer.finish();
    renames(diff.renamesAfter(), script, names);
    return script.statements();
  }

  private static void announce(Script script, Action action, Map<ObjectId, List<Hazard>> hazards) {
    List<Hazard> own = hazards.remove(action.id());
    script.about(action.id(), action.concern().path(), own == null ? List.of() : own);
  }

  private static Map<ObjectId, List<Hazard>> hazards(
      SchemaDiff diff, Conversions conversions, Set<Action.Key> actions) {
    Map<ObjectId, List<Hazard>> hazards = new HashMap<>();
    for (Difference difference : diff.headlines()) {
      List<Hazard> all = new ArrayList<>(difference.hazards(conversions));
      if (losesValues(difference, actions)) {
        String detail = "the values of " + difference.id().path() + " are lost: it is made anew";
        all.add(new Hazard(Hazard.Kind.DATA_LOSS, detail));
      }
      hazards.put(difference.id(), all);
    }
    return hazards;
  }

  /** A difference alone does not tell whether a column has to be dropped and added for it. */
  private static boolean losesValues(Difference difference, Set<Action.Key> actions) {
    return difference instanceof Difference.Changed changed
        && changed.after() instanceof Column column
        && !column.isGenerated()
        && actions.contains(new Action.Key(Op.DROP, difference.id()));
  }

  private static void renames(List<Rename> renames, Script script, Names names) {
    for (Rename rename : renames) {
      ObjectId id = rename.from();
      // Columns of one table go together: two that change places have each other's names meanwhile.
      boolean column = id.kind() == Kind.COLUMN;
      ObjectId concern = column ? ObjectId.table(id.schema(), id.within()) : id;
      script.about(id, concern.path(), List.of());
      script.add(rename.sql(names));
    }
  }

  /** The statements of each group, in order. */
  public static List<List<DdlStatement>> groups(List<DdlStatement> statements) {
    Map<Integer, List<DdlStatement>> groups = new LinkedHashMap<>();
    for (DdlStatement statement : statements) {
      groups.computeIfAbsent(statement.group(), g -> new ArrayList<>()).add(statement);
    }
    return List.copyOf(groups.values());
  }
}
