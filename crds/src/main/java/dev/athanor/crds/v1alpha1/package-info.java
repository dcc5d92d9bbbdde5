/**
 * The Java model of the group {@code athanor.dev}, version v1alpha1.
 *
 * <p>The Javadoc of each record component becomes the description in the CRD and in the reference.
 */
package dev.athanor.crds.v1alpha1;
