/** The storage back ends: what a brick lies on, behind one interface. */
@NullMarked
package dev.bricklayer.provisioning.storage;

import org.jspecify.annotations.NullMarked;
