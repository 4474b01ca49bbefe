/** The workflow engine as a node uses it: connection, workers, and where the embedded one runs. */
@NullMarked
package dev.bricklayer.node.engine;

import org.jspecify.annotations.NullMarked;
