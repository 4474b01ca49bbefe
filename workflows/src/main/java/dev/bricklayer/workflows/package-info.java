/** What happens to a cluster, in what order, and how it is undone. */
@NullMarked
package dev.bricklayer.workflows;

import org.jspecify.annotations.NullMarked;
