/** The configuration of a cluster. */
@NullMarked
package dev.bricklayer.config;

import org.jspecify.annotations.NullMarked;
