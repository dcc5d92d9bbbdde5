package dev.athanor.schema.diff;

import dev.athanor.schema.model.SchemaObject;
import dev.athanor.schema.model.View;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** Objects and what became of them, in words. */
final class Description {
  private static final int LONG = 120;

  private Description() {}

  static String of(SchemaObject object) {
    return object instanceof View view && view.materialized()
        ? "materialized " + object.id()
        : object.id().toString();
  }

  static List<String> changes(Object before, Object after) {
    List<String> changes = new ArrayList<>();
    for (RecordComponent component : before.getClass().getRecordComponents()) {
      Object old = value(component, before);
      Object now = value(component, after);
      if (!Objects.equals(old, now)) {
        changes.add(words(component.getName()) + ": " + text(old) + " → " + text(now));
      }
    }
    return changes;
  }

  private static Object value(RecordComponent component, Object owner) {
    try {
      return component.getAccessor().invoke(owner);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(component.toString(), e);
    }
  }

  private static String words(String name) {
    return name.replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT);
  }

  private static String text(Object value) {
    if (value == null) {
      return "none";
    }
    String text = value.toString().replaceAll("\\s+", " ").strip();
    return text.length() > LONG ? text.substring(0, LONG) + "…" : text;
  }
}
