/** The agent of one storage node. */
@NullMarked
package dev.bricklayer.node;

import org.jspecify.annotations.NullMarked;
