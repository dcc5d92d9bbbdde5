/**
 * The schema, its history and its plans for people: {@code history} replays revisions and keeps
 * what each did, {@code catalog} knows a schema by its tables, and the others write it down.
 */
package dev.athanor.pages;
