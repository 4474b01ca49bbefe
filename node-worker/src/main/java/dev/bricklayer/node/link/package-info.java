/**
 * What nodes say to each other on their peer port (24008): calls with one answer, and connections
 * that are passed through to the embedded engines, which listen on loopback only. Whoever asks
 * proves that it knows the cluster's secret; a node that may join answers a few calls without.
 */
@NullMarked
package dev.bricklayer.node.link;

import org.jspecify.annotations.NullMarked;
