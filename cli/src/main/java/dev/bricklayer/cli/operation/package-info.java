/** The {@code operation} commands, and how every changing command follows its operation. */
@NullMarked
package dev.bricklayer.cli.operation;

import org.jspecify.annotations.NullMarked;
