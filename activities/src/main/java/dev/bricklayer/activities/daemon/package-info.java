/** The daemons of one node besides its bricks, and the control protocol of all of them. */
@NullMarked
package dev.bricklayer.activities.daemon;

import org.jspecify.annotations.NullMarked;
