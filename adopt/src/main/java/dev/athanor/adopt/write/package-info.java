/** Another tool's migrations as revisions: changesets, what undoes them, and their files. */
package dev.athanor.adopt.write;
