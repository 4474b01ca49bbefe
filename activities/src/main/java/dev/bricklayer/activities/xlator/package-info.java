/**
 * What the installed xlators can do: their option tables, and checks of keys and values by them.
 */
@NullMarked
package dev.bricklayer.activities.xlator;

import org.jspecify.annotations.NullMarked;
