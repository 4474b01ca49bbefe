/** Who may call: tokens signed with the node's secret. */
@NullMarked
package dev.bricklayer.api.auth;

import org.jspecify.annotations.NullMarked;
