/**
 * Back-up and restore of a cluster's configuration: the file's format, its encryption, what of a
 * cluster goes in, and what of it comes back.
 */
@NullMarked
package dev.bricklayer.node.backup;

import org.jspecify.annotations.NullMarked;
