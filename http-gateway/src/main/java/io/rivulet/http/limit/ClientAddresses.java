// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.limit;

import io.rivulet.http.settings.ProxyHeader;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.pekko.http.javadsl.model.AttributeKeys;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.RemoteAddress;
import org.jspecify.annotations.Nullable;

/// The address that a request came from, as far as it can be believed: the peer's, or, where the peer is a proxy that
/// is trusted, the last one in the header that such proxies write that is not a trusted proxy itself. What stands
/// before
/// it was written by whoever wanted, and so was the other header, which a proxy passes on as it came. Of an IPv6
/// address the first 64 bits count: the rest is its owner's to choose.
/// **Source** RFC 7239, 5.2 and 7.1.
/// **Thread** any.
public final class ClientAddresses {
    /// Hops that are looked at.
    private static final int MAX_HOPS = 32;

    private static final int NETWORK_BYTES = 8;
    private static final String UNKNOWN = "unknown";

    /// The first `bits` of an address.
    private record Network(byte[] address, int bits) {
        boolean has(byte[] other) {
            if (other.length != address.length) {
                return false;
            }
            for (int k = 0; k < bits; k++) {
                int mask = 0x80 >> (k % Byte.SIZE);
                if (((address[k / Byte.SIZE] ^ other[k / Byte.SIZE]) & mask) != 0) {
                    return false;
                }
            }
            return true;
        }
    }

    private final List<Network> trusted = new ArrayList<>();
    private final ProxyHeader header;

    /// @param trusted addresses or networks. **Errors** [IllegalArgumentException] naming one that is neither
    public ClientAddresses(List<String> trusted, ProxyHeader header) {
        this.header = header;
        trusted.forEach(each -> this.trusted.add(network(each)));
    }

    /// As a name for counting, not for logs.
    String of(HttpRequest request) {
        InetAddress peer = request.getAttribute(AttributeKeys.remoteAddress)
                .flatMap(RemoteAddress::getAddress)
                .orElse(null);
        if (peer == null) {
            return UNKNOWN;
        }
        InetAddress client = peer;
        if (isTrusted(peer)) {
            List<String> hops = hops(request);
            for (int k = hops.size() - 1; k >= Math.max(0, hops.size() - MAX_HOPS); k--) {
                InetAddress hop = literal(hops.get(k));
                if (hop == null) {
                    break;
                }
                client = hop;
                if (!isTrusted(hop)) {
                    break;
                }
            }
        }
        return nameOf(client);
    }

    private static String nameOf(InetAddress address) {
        if (address instanceof Inet6Address six) {
            byte[] bytes = six.getAddress();
            Arrays.fill(bytes, NETWORK_BYTES, bytes.length, (byte) 0);
            return InetAddress.ofLiteral(unscoped(bytes)).getHostAddress();
        }
        return address.getHostAddress();
    }

    private static String unscoped(byte[] bytes) {
        var text = new StringBuilder();
        for (int k = 0; k < bytes.length; k += 2) {
            text.append(k == 0 ? "" : ":")
                    .append(Integer.toHexString((bytes[k] & 0xff) << Byte.SIZE | bytes[k + 1] & 0xff));
        }
        return text.toString();
    }

    private boolean isTrusted(InetAddress address) {
        byte[] bytes = address.getAddress();
        return trusted.stream().anyMatch(network -> network.has(bytes));
    }

    /// The nearest last.
    private List<String> hops(HttpRequest request) {
        List<String> values = values(request, header.headerName());
        return header == ProxyHeader.FORWARDED
                ? values.stream().map(ClientAddresses::forOf).toList()
                : values;
    }

    private static List<String> values(HttpRequest request, String name) {
        var values = new ArrayList<String>();
        for (HttpHeader header : request.getHeaders()) {
            if (header.name().equalsIgnoreCase(name)) {
                for (String each : header.value().split(",", -1)) {
                    values.add(each.strip());
                }
            }
        }
        return values;
    }

    private static String forOf(String element) {
        for (String pair : element.split(";", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0 && pair.substring(0, equals).strip().equalsIgnoreCase("for")) {
                return pair.substring(equals + 1).strip().replace("\"", "");
            }
        }
        return UNKNOWN;
    }

    /// `192.0.2.1`, `192.0.2.1:4711`, `2001:db8::1` or `[2001:db8::1]:4711`; null for what is none.
    private static @Nullable InetAddress literal(String text) {
        String host = text;
        if (text.startsWith("[")) {
            int end = text.indexOf(']');
            host = end < 0 ? text : text.substring(1, end);
        } else if (text.indexOf(':') == text.lastIndexOf(':') && text.indexOf(':') > 0) {
            host = text.substring(0, text.indexOf(':'));
        }
        try {
            return InetAddress.ofLiteral(host);
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    private static Network network(String text) {
        int slash = text.indexOf('/');
        try {
            byte[] address = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash))
                    .getAddress();
            int all = address.length * Byte.SIZE;
            int bits = slash < 0 ? all : Integer.parseInt(text.substring(slash + 1));
            if (bits >= 0 && bits <= all) {
                return new Network(address, bits);
            }
        } catch (IllegalArgumentException _) {
            // NumberFormatException is one too.
        }
        throw new IllegalArgumentException("'" + text + "' is neither an address nor a network such as 10.0.0.0/8");
    }
}
