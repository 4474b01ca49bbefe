/** Tests of the wire formats. */
@NullMarked
package dev.bricklayer.node.rpc.wire;

import org.jspecify.annotations.NullMarked;
