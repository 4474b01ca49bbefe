/** Live facts of this node, for the API of any node. */
@NullMarked
package dev.bricklayer.node.facts;

import org.jspecify.annotations.NullMarked;
