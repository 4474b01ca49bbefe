/** ONC RPC over a stream as glusterfs speaks it: XDR, record marking, messages, dictionaries. */
@NullMarked
package dev.bricklayer.node.rpc.wire;

import org.jspecify.annotations.NullMarked;
