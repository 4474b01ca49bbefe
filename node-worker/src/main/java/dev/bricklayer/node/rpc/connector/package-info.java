/** How the gluster RPC endpoint is reached: beside HTTP on one TCP port, and by a unix socket. */
@NullMarked
package dev.bricklayer.node.rpc.connector;

import org.jspecify.annotations.NullMarked;
