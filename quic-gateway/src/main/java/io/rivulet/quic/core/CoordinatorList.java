// SPDX-License-Identifier: Apache-2.0
package io.rivulet.quic.core;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/// Where an agent may connect to, in turn: what it was given, then what its last coordinator named.
/// **Thread** one.   **Bounded by** what it was given and 64 addresses of a welcome.
public final class CoordinatorList {
    private final List<InetSocketAddress> given;
    private List<InetSocketAddress> learned = List.of();
    private int next;

    public CoordinatorList(List<InetSocketAddress> given) {
        this.given = List.copyOf(given);
    }

    /// Not resolved yet. Each call is another one's turn.
    public InetSocketAddress next() {
        List<InetSocketAddress> all = all();
        return all.get(Math.floorMod(next++, all.size()));
    }

    private List<InetSocketAddress> all() {
        var all = new LinkedHashSet<InetSocketAddress>();
        given.forEach(each -> all.add(InetSocketAddress.createUnresolved(each.getHostString(), each.getPort())));
        all.addAll(learned);
        return List.copyOf(all);
    }

    /// What is no HOST:PORT is left out.
    public void learned(List<String> addresses) {
        List<InetSocketAddress> known = new ArrayList<>();
        addresses.forEach(each -> parse(each).ifPresent(known::add));
        learned = List.copyOf(known);
    }

    /// `host:8443`, `[::1]:8443`; not resolved.
    public static Optional<InetSocketAddress> parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon <= 0) {
            return Optional.empty();
        }
        try {
            String host = text.substring(0, colon).replaceAll("^\\[|]$", "");
            return Optional.of(InetSocketAddress.createUnresolved(host, Integer.parseInt(text.substring(colon + 1))));
        } catch (IllegalArgumentException notOne) {
            return Optional.empty();
        }
    }
}
