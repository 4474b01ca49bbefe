/** What all operations share: the ticket, the record, steps and roll-back. */
@NullMarked
package dev.bricklayer.workflows.operation;

import org.jspecify.annotations.NullMarked;
