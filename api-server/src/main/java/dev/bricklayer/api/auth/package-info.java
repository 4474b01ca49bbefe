/** Who may call: tokens signed with the cluster's secret, which all nodes share. */
@NullMarked
package dev.bricklayer.api.auth;

import org.jspecify.annotations.NullMarked;
