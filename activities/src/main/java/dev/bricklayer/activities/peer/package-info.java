/** What is done with peers. */
@NullMarked
package dev.bricklayer.activities.peer;

import org.jspecify.annotations.NullMarked;
