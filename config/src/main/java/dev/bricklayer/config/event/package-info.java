/** What happened in the cluster lately. */
@NullMarked
package dev.bricklayer.config.event;

import org.jspecify.annotations.NullMarked;
