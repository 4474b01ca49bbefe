/** Finding, launching and ending processes that outlive the agent. */
@NullMarked
package dev.bricklayer.activities.process;

import org.jspecify.annotations.NullMarked;
