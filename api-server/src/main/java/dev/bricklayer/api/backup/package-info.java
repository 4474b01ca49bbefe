/** Back-up and restore over the ReST API. */
@NullMarked
package dev.bricklayer.api.backup;

import org.jspecify.annotations.NullMarked;
