/**
 * What an upgrade drops, kept in schema {@code athanor_kept} for the downgrade that brings it back:
 * judged by what a changeset did to the catalog, never by its text.
 */
package dev.athanor.engine.kept;
