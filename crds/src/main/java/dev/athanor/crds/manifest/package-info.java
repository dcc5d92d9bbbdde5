/** What {@code kubectl apply} takes, written from a bundle. Loads no Kubernetes client. */
package dev.athanor.crds.manifest;
