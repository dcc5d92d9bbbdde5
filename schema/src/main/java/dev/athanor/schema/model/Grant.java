package dev.athanor.schema.model;

import java.util.List;

/**
 * What one role may do with one object; its name is the grantee.
 *
 * @param target the object as GRANT names it: {@code TABLE users}
 * @param on the object
 * @param privileges sorted; a column's read {@code SELECT (email)}
 * @param grantable those it may pass on, a subset
 */
public record Grant(
    ObjectId id, String target, ObjectId on, List<String> privileges, List<String> grantable)
    implements SchemaObject {
  public Grant {
    privileges = List.copyOf(privileges);
    grantable = List.copyOf(grantable);
  }

  @Override
  public String comment() {
    return null;
  }
}
