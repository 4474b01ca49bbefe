/** The records of operations: accepted, committed or undoing, ended; and which are kept. */
@NullMarked
package dev.bricklayer.activities.operation;

import org.jspecify.annotations.NullMarked;
