/** Volfiles: the graphs of bricks, clients and daemons, built from templates. */
@NullMarked
package dev.bricklayer.activities.volfile;

import org.jspecify.annotations.NullMarked;
