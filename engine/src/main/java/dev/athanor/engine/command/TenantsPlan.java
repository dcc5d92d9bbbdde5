package dev.athanor.engine.command;

import dev.athanor.engine.database.Database;
import dev.athanor.engine.history.History;
import dev.athanor.engine.model.AthanorException;
import dev.athanor.engine.model.Digest;
import dev.athanor.engine.plan.AtHead;
import dev.athanor.engine.plan.MigrationPlan;
import dev.athanor.engine.plan.PlanJson;
import dev.athanor.engine.plan.PlanRequest;
import dev.athanor.engine.plan.PlanStep;
import dev.athanor.engine.plan.PlanText;
import dev.athanor.engine.plan.Planner;
import dev.athanor.engine.plan.RevisionState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What several schemas of a database would run, as one plan.
 *
 * @param tenants in the order of their names, those too for which there is nothing to do
 */
public record TenantsPlan(List<Tenant> tenants) implements CommandResult {
  /** How many names of a group are written out. */
  private static final int NAMED = 5;

  /**
   * One schema.
   *
   * @param at the current revisions
   * @param current the same as people read it: a partly applied one as {@code 1975ea83b712 (2/3)}
   * @param to the revisions that are current after the plan
   * @param plan empty when there is nothing to do
   */
  public record Tenant(
      String schema,
      List<String> at,
      List<String> current,
      List<String> to,
      Optional<MigrationPlan> plan) {
    public Tenant {
      Objects.requireNonNull(schema, "schema");
      at = List.copyOf(at);
      current = List.copyOf(current);
      to = List.copyOf(to);
      Objects.requireNonNull(plan, "plan");
    }

    private List<PlanStep> steps() {
      return plan.map(MigrationPlan::steps).orElse(List.of());
    }
  }

  public TenantsPlan {
    tenants = List.copyOf(tenants);
  }

  /**
   * Plans all of them.
   *
   * @throws AthanorException as {@link Tenants#find} and {@link Planner#plan} have it, naming the
   *     schema
   */
  static TenantsPlan of(Tenants tenants, PlanRequest request, DatabaseTarget database) {
    return new TenantsPlan(
        List.copyOf(
            tenants.ask(database, (schema, session) -> plan(schema, session, request)).values()));
  }

  private static Tenant plan(String schema, Database session, PlanRequest request) {
    Optional<String> head = AtHead.find(request, session);
    if (head.isPresent()) {
      List<String> at = List.of(head.get());
      return new Tenant(schema, at, at, at, Optional.empty());
    }
    History history = History.read(session);
    MigrationPlan plan = Planner.plan(request, history);
    if (!plan.isEmpty()) {
      session.requireWritable();
    }
    return new Tenant(
        schema,
        plan.from(),
        Planner.current(request, history).stream().map(RevisionState::toString).toList(),
        plan.to(),
        Optional.of(plan).filter(each -> !each.isEmpty()));
  }

  /** Those that something is to be done in. */
  public List<Tenant> pending() {
    return tenants.stream().filter(tenant -> tenant.plan().isPresent()).toList();
  }

  /** Of the schemas that something is to be done in, and of what: {@code sha256:…}. */
  public String hash() {
    return Digest.of(
        pending().stream()
            .map(tenant -> tenant.plan().orElseThrow().hash() + " " + tenant.schema() + "\n")
            .collect(Collectors.joining()));
  }

  /** Each plan once, with the schemas that it is for. */
  @Override
  public String text() {
    Map<List<PlanStep>, List<Tenant>> groups = new LinkedHashMap<>();
    tenants.forEach(
        tenant -> groups.computeIfAbsent(tenant.steps(), s -> new ArrayList<>()).add(tenant));
    List<Tenant> done = groups.getOrDefault(List.of(), List.of());
    String text =
        groups.values().stream()
            .filter(group -> !group.equals(done))
            .map(group -> names(group) + ":\n" + PlanText.render(group.get(0).plan().orElseThrow()))
            .collect(Collectors.joining("\n"));
    if (!done.isEmpty()) {
      text += (text.isEmpty() ? "" : "\n") + "Nothing to do in " + names(done) + "\n";
    }
    return (pending().isEmpty() ? text : text + "\nplan of all  " + hash()).stripTrailing();
  }

  private static String names(List<Tenant> group) {
    String some = group.stream().limit(NAMED).map(Tenant::schema).collect(Collectors.joining(", "));
    return group.size() > NAMED ? group.size() + " schemas: " + some + ", …" : some;
  }

  @Override
  public Object json() {
    Map<String, Object> schemas = new LinkedHashMap<>();
    for (Tenant tenant : tenants) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("at", tenant.at());
      tenant.plan().ifPresent(plan -> one.put("plan", Json.parse(PlanJson.render(plan))));
      schemas.put(tenant.schema(), one);
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("hash", hash());
    json.put("schemas", schemas);
    return json;
  }
}
