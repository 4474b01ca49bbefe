/** What happens to bricks, volumes and peers: log, figures, and the list of the last minutes. */
@NullMarked
package dev.bricklayer.api.event;

import org.jspecify.annotations.NullMarked;
