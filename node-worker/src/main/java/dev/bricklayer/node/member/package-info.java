/**
 * Nodes that join and leave: the members of the embedded etcd, what a joiner does, and what the
 * cluster does with it.
 */
@NullMarked
package dev.bricklayer.node.member;

import org.jspecify.annotations.NullMarked;
