/** What one run of the command line is: settings, an action, a session, an exit code. */
@NullMarked
package dev.bricklayer.cli.command;

import org.jspecify.annotations.NullMarked;
