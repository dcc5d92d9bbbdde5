/**
 * What changes did when they were run in a rehearsal, as data. What is said of a change (by {@code
 * test}, {@code lint}, {@code plan}) is a view of it.
 */
package dev.athanor.rehearsal.recording;
