/**
 * Processes that the node starts, watches and ends with itself: the embedded etcd and the embedded
 * Temporal. Bricks and gluster daemons, which outlive the node, are not here.
 */
@NullMarked
package dev.bricklayer.node.child;

import org.jspecify.annotations.NullMarked;
