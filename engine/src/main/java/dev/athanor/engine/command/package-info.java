/**
 * The verbs, each once: inputs by constructor, one typed result that renders itself as text in
 * Alembic's form and as JSON. The Maven plugin and the command line only read arguments and print.
 */
package dev.athanor.engine.command;
