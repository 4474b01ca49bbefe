/** Everything that a node holds of the one cluster it belongs to now. */
@NullMarked
package dev.bricklayer.node.cluster;

import org.jspecify.annotations.NullMarked;
