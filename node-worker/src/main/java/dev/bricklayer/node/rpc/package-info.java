/**
 * The gluster RPC endpoint: what unmodified bricks, clients and gluster daemons ask their
 * management daemon (volfiles, ports of bricks) and what it tells them (fetch your volfile again).
 */
@NullMarked
package dev.bricklayer.node.rpc;

import org.jspecify.annotations.NullMarked;
