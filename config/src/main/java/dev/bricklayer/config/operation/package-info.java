/** Operations: what the cluster was asked to do, how far it came and what it still owes. */
@NullMarked
package dev.bricklayer.config.operation;

import org.jspecify.annotations.NullMarked;
