/** Writes the safe way in the place of what lint found. */
package dev.athanor.rehearsal.fix;
