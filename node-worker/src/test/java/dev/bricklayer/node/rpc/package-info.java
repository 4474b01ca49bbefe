/** Tests of the gluster RPC endpoint. */
@NullMarked
package dev.bricklayer.node.rpc;

import org.jspecify.annotations.NullMarked;
