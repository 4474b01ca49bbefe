/**
 * The store behind the cluster's configuration: versioned keys, guarded transactions, watches,
 * leases.
 */
@NullMarked
package dev.bricklayer.config.store;

import org.jspecify.annotations.NullMarked;
