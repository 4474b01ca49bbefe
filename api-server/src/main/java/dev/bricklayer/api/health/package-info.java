/** Whether the process lives, and whether the node can do its work. */
@NullMarked
package dev.bricklayer.api.health;

import org.jspecify.annotations.NullMarked;
