/** The configuration file of a node. */
@NullMarked
package dev.bricklayer.api.config;

import org.jspecify.annotations.NullMarked;
