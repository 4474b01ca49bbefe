/** Where bricks go and what they lie on. */
@NullMarked
package dev.bricklayer.provisioning;

import org.jspecify.annotations.NullMarked;
