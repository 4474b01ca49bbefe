package dev.bricklayer.api.operation;

import io.temporal.common.SearchAttributeKey;

/** What workflows can be searched by in the engine's UI. */
public final class SearchAttributes {
  public static final SearchAttributeKey<String> VOLUME =
      SearchAttributeKey.forKeyword("BricklayerVolume");
  public static final SearchAttributeKey<String> PEER =
      SearchAttributeKey.forKeyword("BricklayerPeer");
  public static final SearchAttributeKey<String> OPERATION =
      SearchAttributeKey.forKeyword("BricklayerOperation");
  public static final SearchAttributeKey<String> INITIATOR =
      SearchAttributeKey.forKeyword("BricklayerInitiator");

  private SearchAttributes() {}
}
