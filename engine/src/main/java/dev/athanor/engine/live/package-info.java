/**
 * What could not be compiled is run by Liquibase in a process of its own: {@link
 * dev.athanor.engine.live.LiveChild} is the run's end of it, {@link
 * dev.athanor.engine.live.LiveProcess} the other one.
 */
package dev.athanor.engine.live;
