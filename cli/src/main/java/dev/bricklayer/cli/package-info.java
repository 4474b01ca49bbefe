/** The command line {@code glustercli}: its entry and the fast way from arguments to an action. */
@NullMarked
package dev.bricklayer.cli;

import org.jspecify.annotations.NullMarked;
