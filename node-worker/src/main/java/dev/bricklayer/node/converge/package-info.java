/** Brings this node to what the configuration says, also when it was away. */
@NullMarked
package dev.bricklayer.node.converge;

import org.jspecify.annotations.NullMarked;
