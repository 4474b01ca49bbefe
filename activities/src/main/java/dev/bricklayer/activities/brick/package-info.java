/**
 * The bricks of one node: their folders, their processes, and what is undone when an operation
 * fails.
 */
@NullMarked
package dev.bricklayer.activities.brick;

import org.jspecify.annotations.NullMarked;
