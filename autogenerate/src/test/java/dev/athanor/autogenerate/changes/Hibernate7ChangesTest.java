package dev.athanor.autogenerate.changes;

import dev.athanor.autogenerate.testing.Provider;

class Hibernate7ChangesTest extends ModelChangesTest {
  Hibernate7ChangesTest() {
    super(Provider.HIBERNATE_7);
  }
}
