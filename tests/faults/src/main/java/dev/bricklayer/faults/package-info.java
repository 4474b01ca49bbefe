/**
 * Faults that strike at the activities of real nodes, armed by files that a test writes. This jar
 * is put on a node's class path by tests only.
 */
@NullMarked
package dev.bricklayer.faults;

import org.jspecify.annotations.NullMarked;
