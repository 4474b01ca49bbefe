/** What this node hands out to gluster processes, and how they learn that it changed. */
@NullMarked
package dev.bricklayer.node.volfile;

import org.jspecify.annotations.NullMarked;
