/** Requests to a node's ReST API and the token that goes with them. */
@NullMarked
package dev.bricklayer.cli.http;

import org.jspecify.annotations.NullMarked;
