/**
 * One database in the place of another of the same server: made beside it, and brought in by
 * exchanging the names in one transaction.
 */
package dev.athanor.engine.swap;
