/** What users call the cluster's peers. */
@NullMarked
package dev.bricklayer.cli.naming;

import org.jspecify.annotations.NullMarked;
