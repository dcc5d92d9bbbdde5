/** A plan tried on the restored backup of the database that it is for, before it runs there. */
package dev.athanor.rehearsal.restored;
