/** How one step of an operation is done; each feature has a package of its own. */
@NullMarked
package dev.bricklayer.activities;

import org.jspecify.annotations.NullMarked;
