/**
 * The node's journal: what an operation does here, and what was there before, written down before
 * it is done.
 */
@NullMarked
package dev.bricklayer.activities.journal;

import org.jspecify.annotations.NullMarked;
