package dev.athanor.schema.diff;

import dev.athanor.schema.convert.Conversions;
import dev.athanor.schema.model.ObjectId;
import dev.athanor.schema.model.SchemaObject;
import java.util.List;
import java.util.Objects;

/** One reversible difference between two schemas. */
public sealed interface Difference {

  /** What it is about: the object's name before, or after if it is new. */
  ObjectId id();

  /** The same difference the other way round. */
  Difference reverse();

  /** The object before, or null. */
  SchemaObject before();

  /** The object after, or null. */
  SchemaObject after();

  /**
   * What a reviewer should know before it is applied.
   *
   * @param conversions what becomes of values whose column gets another type
   */
  default List<Hazard> hazards(Conversions conversions) {
    return Hazards.of(this, conversions);
  }

  /** A line for people: {@code added column users.role}. */
  String describe();

  /** An object that is new. */
  record Added(SchemaObject object) implements Difference {
    public Added {
      Objects.requireNonNull(object, "object");
    }

    @Override
    public ObjectId id() {
      return object.id();
    }

    @Override
    public Difference reverse() {
      return new Removed(object);
    }

    @Override
    public SchemaObject before() {
      return null;
    }

    @Override
    public SchemaObject after() {
      return object;
    }

    @Override
    public String describe() {
      return "added " + Description.of(object);
    }
  }

  /** An object that is gone. */
  record Removed(SchemaObject object) implements Difference {
    public Removed {
      Objects.requireNonNull(object, "object");
    }

    @Override
    public ObjectId id() {
      return object.id();
    }

    @Override
    public Difference reverse() {
      return new Added(object);
    }

    @Override
    public SchemaObject before() {
      return object;
    }

    @Override
    public SchemaObject after() {
      return null;
    }

    @Override
    public String describe() {
      return "removed " + Description.of(object);
    }
  }

  /** An object of the same name that is otherwise. */
  record Changed(SchemaObject before, SchemaObject after) implements Difference {
    public Changed {
      Objects.requireNonNull(before, "before");
      Objects.requireNonNull(after, "after");
    }

    @Override
    public ObjectId id() {
      return before.id();
    }

    @Override
    public Difference reverse() {
      return new Changed(after, before);
    }

    /** What differs, each as {@code type: integer → bigint}. */
    public List<String> changes() {
      return Description.changes(before, after);
    }

    @Override
    public String describe() {
      return "changed " + Description.of(before) + ": " + String.join(", ", changes());
    }
  }

  /** The same object under another name: said by the user, or an index or constraint alike. */
  record Renamed(Rename rename, SchemaObject before, SchemaObject after) implements Difference {
    public Renamed {
      Objects.requireNonNull(rename, "rename");
    }

    @Override
    public ObjectId id() {
      return rename.from();
    }

    @Override
    public Difference reverse() {
      return new Renamed(rename.reverse(), after, before);
    }

    @Override
    public String describe() {
      return "renamed " + rename.from() + " to " + rename.name();
    }
  }
}
