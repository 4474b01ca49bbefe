package dev.bricklayer.api.volume;

import com.fasterxml.jackson.annotation.JsonProperty;

/** GD2's request to start a volume. */
record StartVolumeRequest(@JsonProperty("force-start-bricks") boolean force) {}
