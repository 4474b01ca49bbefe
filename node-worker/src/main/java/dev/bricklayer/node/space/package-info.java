/**
 * The room that the cluster's configuration takes in the embedded etcd: told before it is short,
 * and made again by the nodes themselves.
 */
@NullMarked
package dev.bricklayer.node.space;

import org.jspecify.annotations.NullMarked;
