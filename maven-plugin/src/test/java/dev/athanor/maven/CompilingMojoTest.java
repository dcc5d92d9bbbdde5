package dev.athanor.maven;

import static org.assertj.core.api.Assertions.assertThat;

import dev.athanor.engine.model.PropertyValues;
import dev.athanor.engine.plan.PlanOptions;
import java.io.File;
import java.lang.reflect.Field;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompilingMojoTest {
  @TempDir File cache;

  /** What is packaged, and what files are compiled for, is what a run selects. */
  @Test
  void contextsAndLabelsChooseProperties() throws ReflectiveOperationException {
    PackageMojo goal = new PackageMojo();
    goal.cache = cache;
    assertThat(goal.compileOptions().properties()).isEqualTo(PropertyValues.NONE);
    set(goal, "contexts", "prod, eu");
    set(goal, "labels", "core");
    set(goal, "parameters", Map.of("rate", "1"));
    assertThat(goal.compileOptions().properties())
        .isEqualTo(new PropertyValues(Map.of("rate", "1"), List.of("prod", "eu"), "core"));
    PlanOptions run = goal.selection(PlanOptions.UPGRADE);
    assertThat(run.contexts()).containsExactly("prod", "eu");
    assertThat(run.labels()).isEqualTo("core");
  }

  private static void set(CompilingMojo goal, String name, Object value)
      throws ReflectiveOperationException {
    Field field = CompilingMojo.class.getDeclaredField(name);
    field.setAccessible(true);
    field.set(goal, value);
  }
}
