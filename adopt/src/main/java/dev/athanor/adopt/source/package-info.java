/**
 * Other tools' migration folders, read as they stand: what each migration is called, in which order
 * they run, and their SQL. Nothing is run and nothing is written here.
 */
package dev.athanor.adopt.source;
