/** What becomes of the values of a column whose type changes. */
package dev.athanor.schema.convert;
