package dev.athanor.schema.model;

import java.util.List;

/**
 * What one role may do with one object; its name is the grantee.
 *
 * @param target the object as GRANT names it: {@code TABLE users}
 * @param on the object
 * @param privileges sorted; a column's read {@code SELECT (email)}
 * @param grantable those it may pass on, a subset
 * @param defaults what the role may do with such an object as soon as it exists
 */
public record Grant(
    ObjectId id,
    String target,
    ObjectId on,
    List<String> privileges,
    List<String> grantable,
    List<String> defaults)
    implements SchemaObject {
  public Grant {
    privileges = List.copyOf(privileges);
    grantable = List.copyOf(grantable);
    defaults = List.copyOf(defaults);
  }

  @Override
  public String comment() {
    return null;
  }
}
