/** What is done with volumes as a whole. */
@NullMarked
package dev.bricklayer.activities.volume;

import org.jspecify.annotations.NullMarked;
