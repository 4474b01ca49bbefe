package dev.bricklayer.node.rpc;

import java.util.List;
import java.util.Map;

/** GF-DUMP: which programs are served here, and a sign of life. */
final class DumpProgram {
  private static final int NUMBER = 123451501;

  private DumpProgram() {}

  /** The program that lists itself and these. */
  static RpcProgram listing(List<RpcProgram> others) {
    return new RpcProgram(
        "GF-DUMP",
        NUMBER,
        1,
        Map.of(
            1,
            (args, result, connection) -> {
              args.int64(); // the caller's id
              result.int64(0).int32(0).int32(0);
              result.int32(1).text("GF-DUMP").int64(NUMBER).int64(1);
              for (RpcProgram program : others) {
                result.int32(1).text(program.name());
                result.int64(program.number()).int64(program.version());
              }
              result.int32(0);
            },
            2,
            (args, result, connection) -> result.int32(0).int32(0).int32(0)));
  }
}
