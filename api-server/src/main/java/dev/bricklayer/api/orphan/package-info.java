/** What belongs to no volume of the cluster. */
@NullMarked
package dev.bricklayer.api.orphan;

import org.jspecify.annotations.NullMarked;
