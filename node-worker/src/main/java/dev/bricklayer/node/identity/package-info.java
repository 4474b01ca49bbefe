/** Who this node is: its ids, its cluster's secret and how far it is in joining or leaving. */
@NullMarked
package dev.bricklayer.node.identity;

import org.jspecify.annotations.NullMarked;
