/**
 * What the node's file system offers beyond the JDK: extended attributes, mounts, durable writes.
 */
@NullMarked
package dev.bricklayer.activities.filesystem;

import org.jspecify.annotations.NullMarked;
