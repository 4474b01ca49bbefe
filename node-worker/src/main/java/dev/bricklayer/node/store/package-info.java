/** Which store this node follows: recognised before it is believed, and again before it matters. */
@NullMarked
package dev.bricklayer.node.store;

import org.jspecify.annotations.NullMarked;
