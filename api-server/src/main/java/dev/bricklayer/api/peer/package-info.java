/** The ReST resources of peers. */
@NullMarked
package dev.bricklayer.api.peer;

import org.jspecify.annotations.NullMarked;
