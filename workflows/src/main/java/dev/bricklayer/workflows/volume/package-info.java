/** Workflows and activity interfaces of volumes and their bricks. */
@NullMarked
package dev.bricklayer.workflows.volume;

import org.jspecify.annotations.NullMarked;
