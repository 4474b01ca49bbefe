/** A node as a process of its own, for tests. */
@NullMarked
package dev.bricklayer.api.rig;

import org.jspecify.annotations.NullMarked;
