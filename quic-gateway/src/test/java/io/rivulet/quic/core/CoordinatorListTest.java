// SPDX-License-Identifier: Apache-2.0
package io.rivulet.quic.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CoordinatorListTest {
    private final CoordinatorList list = new CoordinatorList(
            List.of(InetSocketAddress.createUnresolved("one", 1), InetSocketAddress.createUnresolved("two", 2)));

    @Test
    void eachIsTriedInTurn() {
        assertThat(turns(3)).containsExactly("one:1", "two:2", "one:1");
    }

    @Test
    void theNextTurnIsOneThatTheLostOneNamed() {
        var single = new CoordinatorList(List.of(InetSocketAddress.createUnresolved("one", 1)));
        assertThat(single.next().getPort()).isEqualTo(1);
        single.learned(List.of("three:3", "four:4"));
        assertThat(Stream.generate(single::next).limit(4).map(InetSocketAddress::getPort))
                .containsExactly(3, 4, 1, 3);
    }

    @Test
    void whatWasLearnedBeforeIsForgottenAndWhatIsKnownNotRepeated() {
        list.learned(List.of("three:3"));
        list.learned(List.of("one:1", "four:4", "nonsense"));
        assertThat(turns(4)).containsExactly("one:1", "two:2", "four:4", "one:1");
    }

    private List<String> turns(int count) {
        return Stream.generate(list::next)
                .limit(count)
                .map(each -> each.getHostString() + ":" + each.getPort())
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"host:8443,host,8443", "127.0.0.1:1,127.0.0.1,1", "[::1]:65535,::1,65535"})
    void anAddressIsHostAndPort(String text, String host, int port) {
        assertThat(CoordinatorList.parse(text)).contains(InetSocketAddress.createUnresolved(host, port));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "host", ":1", "host:", "host:x", "host:65536", "host:-1"})
    void anythingElseIsNone(String text) {
        assertThat(CoordinatorList.parse(text)).isEmpty();
    }
}
