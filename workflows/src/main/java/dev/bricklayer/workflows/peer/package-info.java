/** Workflows and activity interfaces of peers. */
@NullMarked
package dev.bricklayer.workflows.peer;

import org.jspecify.annotations.NullMarked;
