/** Makes recordings: runs a plan and looks at each statement in the session that runs it. */
package dev.athanor.rehearsal.record;
