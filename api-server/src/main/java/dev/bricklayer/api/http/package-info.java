/** What every request and answer has: ids, size limits, JSON. */
@NullMarked
package dev.bricklayer.api.http;

import org.jspecify.annotations.NullMarked;
