/** The JSON mapper of everything that is stored or sent between nodes. */
@NullMarked
package dev.bricklayer.config.json;

import org.jspecify.annotations.NullMarked;
