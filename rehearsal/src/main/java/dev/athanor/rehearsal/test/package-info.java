/** Every revision up, down and up again on a scratch server: a view of what the engine does. */
package dev.athanor.rehearsal.test;
