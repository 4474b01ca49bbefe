/**
 * Who a node is to other nodes: the cluster's certificate authority, the node's own certificate and
 * key, what is revoked, and TLS with them. Keys are made where they are used and never travel.
 */
@NullMarked
package dev.bricklayer.node.tls;

import org.jspecify.annotations.NullMarked;
