/** The whole grammar in picocli: help, errors, completion and whatever the fast way leaves. */
@NullMarked
package dev.bricklayer.cli.grammar;

import org.jspecify.annotations.NullMarked;
