/** Tests of the gluster port with real sockets. */
@NullMarked
package dev.bricklayer.node.rpc.connector;

import org.jspecify.annotations.NullMarked;
