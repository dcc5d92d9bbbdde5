/** Where other tools' own tables say that a database is. They are read, and never written. */
package dev.athanor.adopt.tool;
