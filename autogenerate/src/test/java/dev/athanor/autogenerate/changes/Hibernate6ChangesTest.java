package dev.athanor.autogenerate.changes;

import dev.athanor.autogenerate.testing.Provider;

class Hibernate6ChangesTest extends ModelChangesTest {
  Hibernate6ChangesTest() {
    super(Provider.HIBERNATE_6);
  }
}
