/** Figures for Prometheus. */
@NullMarked
package dev.bricklayer.api.metrics;

import org.jspecify.annotations.NullMarked;
