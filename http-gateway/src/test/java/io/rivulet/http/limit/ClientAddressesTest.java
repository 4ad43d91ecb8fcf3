// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rivulet.http.settings.ProxyHeader;
import java.net.InetAddress;
import java.util.List;
import org.apache.pekko.http.javadsl.model.AttributeKeys;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.RemoteAddress;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientAddressesTest {
    private static final List<String> PROXIES = List.of("10.0.0.0/8", "192.0.2.7", "fd00::/7");
    private static final ClientAddresses BEHIND = new ClientAddresses(PROXIES, ProxyHeader.X_FORWARDED_FOR);
    private static final ClientAddresses STANDARD = new ClientAddresses(PROXIES, ProxyHeader.FORWARDED);

    private static HttpRequest from(String peer, String... headers) {
        HttpRequest request = HttpRequest.GET("/")
                .addAttribute(AttributeKeys.remoteAddress, RemoteAddress.create(InetAddress.ofLiteral(peer)));
        for (int k = 0; k < headers.length; k += 2) {
            request = request.addHeader(RawHeader.create(headers[k], headers[k + 1]));
        }
        return request;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "203.0.113.9 | 198.51.100.1 | 203.0.113.9",
                "10.1.2.3 | 198.51.100.1 | 198.51.100.1",
                "10.1.2.3 | 1.2.3.4, 198.51.100.1 | 198.51.100.1",
                "10.1.2.3 | 198.51.100.1, 10.9.9.9 | 198.51.100.1",
                "10.1.2.3 | 10.4.4.4, 10.9.9.9 | 10.4.4.4",
                "10.1.2.3 | 198.51.100.1:4711 | 198.51.100.1",
                "10.1.2.3 | 198.51.100.1, nobody | 10.1.2.3",
                "10.1.2.3 | '' | 10.1.2.3",
                "192.0.2.7 | 198.51.100.1 | 198.51.100.1",
                "192.0.2.8 | 198.51.100.1 | 192.0.2.8",
                "fd00::5 | 2001:db8:1:2:3:4:5:6 | 2001:db8:1:2:0:0:0:0",
            })
    void whatAProxySaysIsBelievedAsFarAsItIsTrusted(String peer, String forwarded, String client) {
        assertThat(BEHIND.of(from(peer, "X-Forwarded-For", forwarded))).isEqualTo(client);
    }

    @Test
    void onlyTheHeaderThatTheProxiesWriteIsRead() {
        String[] both = {
            "X-Forwarded-For", "198.51.100.1", "Forwarded", "for=198.51.100.2;proto=https, For=\"[2001:db8::9]:80\""
        };
        assertThat(STANDARD.of(from("10.0.0.1", both))).isEqualTo("2001:db8:0:0:0:0:0:0");
        assertThat(STANDARD.of(from("10.0.0.1", "Forwarded", "for=_hidden"))).isEqualTo("10.0.0.1");
        assertThat(STANDARD.of(from("10.0.0.1", "X-Forwarded-For", "198.51.100.1")))
                .isEqualTo("10.0.0.1");
        assertThat(BEHIND.of(from("10.0.0.1", both)))
                .as("a client behind such proxies can write the other one")
                .isEqualTo("198.51.100.1");
    }

    @Test
    void anAddressMappedIntoIpv6IsTheOneItIs() {
        assertThat(BEHIND.of(from("::ffff:203.0.113.9"))).isEqualTo("203.0.113.9");
    }

    @ParameterizedTest
    @ValueSource(strings = {"proxy.example", "10.0.0.0/33", "10.0.0.0/x", "", "fd00::/129"})
    void whatIsNoNetworkIsNamed(String network) {
        assertThatThrownBy(() -> new ClientAddresses(List.of(network), ProxyHeader.FORWARDED))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + network + "'");
    }
}
