/**
 * A cluster that is not there: stateful fakes below the workflows, faults that strike at any call,
 * and the checks that hold whatever struck.
 */
@NullMarked
package dev.bricklayer.workflows.sweep;

import org.jspecify.annotations.NullMarked;
