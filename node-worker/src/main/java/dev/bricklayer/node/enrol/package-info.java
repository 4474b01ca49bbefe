/** How a node gets its certificate from the others, keeps it fresh, and learns what is revoked. */
@NullMarked
package dev.bricklayer.node.enrol;

import org.jspecify.annotations.NullMarked;
