package dev.bricklayer.node.volfile;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressListTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          *                          | 10.1.2.3   | true
          10.1.2.3                   | 10.1.2.3   | true
          10.1.2.3                   | 10.1.2.33  | false
          10.1.2.*                   | 10.1.2.3   | true
          10.1.2.*                   | 10.1.20.3  | false
          192.0.2.1, 10.1.*          | 10.1.2.3   | true
          10.1.0.0/16                | 10.1.255.3 | true
          10.1.0.0/16                | 10.2.0.3   | false
          10.1.2.0/25                | 10.1.2.128 | false
          fd00::/8                   | fd01:2::3  | true
          fd00::/8                   | 10.1.2.3   | false
          10.1.0.0/x                 | 10.1.2.3   | false
          client.example, 10.9.9.9   | 10.1.2.3   | false
          a.b/8                      | 10.1.2.3   | false
          ''                         | 10.1.2.3   | false
          """)
  void holds(String list, String address, boolean holds) {
    assertThat(AddressList.of(list).holds(address)).isEqualTo(holds);
  }
}
