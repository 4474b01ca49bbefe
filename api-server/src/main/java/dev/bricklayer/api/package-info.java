/** The ReST API and the node process. */
@NullMarked
package dev.bricklayer.api;

import org.jspecify.annotations.NullMarked;
