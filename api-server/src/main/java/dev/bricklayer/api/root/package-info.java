/** Version, ping and the list of endpoints. */
@NullMarked
package dev.bricklayer.api.root;

import org.jspecify.annotations.NullMarked;
