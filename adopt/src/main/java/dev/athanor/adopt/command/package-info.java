/** The verbs {@code import} and {@code adopt}, typed: front ends read arguments and print. */
package dev.athanor.adopt.command;
