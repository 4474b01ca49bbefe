package dev.bricklayer.workflows.operation;

import dev.bricklayer.config.json.Json;
import io.temporal.common.converter.DataConverter;
import io.temporal.common.converter.DefaultDataConverter;
import io.temporal.common.converter.JacksonJsonPayloadConverter;

/**
 * How plans, shares and results are written into histories. Every client and every worker uses this
 * one: with the SDK's own mapper a field that a newer version added breaks an older worker.
 */
public final class Payloads {
  public static final DataConverter CONVERTER =
      DefaultDataConverter.newDefaultInstance()
          .withPayloadConverterOverrides(new JacksonJsonPayloadConverter(Json.newMapper()));

  private Payloads() {}
}
