package dev.bricklayer.api;

import dev.bricklayer.api.auth.SecretRotation;
import dev.bricklayer.api.operation.Operations;
import dev.bricklayer.config.cluster.ClusterView;

/**
 * What the resources use of the cluster that this node belongs to now; another one after a join or
 * a removal.
 */
public record ClusterApi(ClusterView view, Operations operations, SecretRotation secret) {}
