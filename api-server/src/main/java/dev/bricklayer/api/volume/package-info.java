/** The ReST resources of volumes. */
@NullMarked
package dev.bricklayer.api.volume;

import org.jspecify.annotations.NullMarked;
