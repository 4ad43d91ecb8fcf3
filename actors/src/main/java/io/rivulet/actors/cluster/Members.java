// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.cluster;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/// What members have told last, and since when those that fell silent have been.
/// **Thread** any. **Bounded by** the members, and [#REMEMBERED] that are gone.
public final class Members {
    private static final int REMEMBERED = 256;

    private final Map<String, NodeVitals> byAddress = new ConcurrentHashMap<>();
    private final Map<String, String> formerNames = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > REMEMBERED;
        }
    };
    private final Map<String, Long> silentSince = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > REMEMBERED;
        }
    };

    void told(NodeVitals vitals) {
        boolean isNew = byAddress.put(vitals.address(), vitals) == null;
        if (isNew) {
            // A node of this name that fell silent was another one.
            heardAgain(vitals.address());
        }
        synchronized (formerNames) {
            formerNames.put(vitals.address(), vitals.name());
        }
    }

    /// Nothing is heard of the member any more.
    void silent(String address, long sinceMillis) {
        nameOf(address).ifPresent(name -> {
            synchronized (silentSince) {
                silentSince.putIfAbsent(name, sinceMillis);
            }
        });
    }

    void heardAgain(String address) {
        nameOf(address).ifPresent(name -> {
            synchronized (silentSince) {
                silentSince.remove(name);
            }
        });
    }

    /// It has left the cluster, whatever the reason.
    void removed(String address) {
        byAddress.remove(address);
    }

    public Optional<NodeVitals> at(String address) {
        return Optional.ofNullable(byAddress.get(address));
    }

    /// **Errors** `capacity_exceeded` where a new session that needs so many bytes would leave no room for those of a
    /// member that may be lost.
    public void requireRoom(long bytes) {
        ClusterRoom.of(byAddress.values()).refusal(bytes).ifPresent(problem -> {
            throw problem.exception();
        });
    }

    public Optional<String> nameOf(String address) {
        return at(address).map(NodeVitals::name);
    }

    /// The name of the member at this address, also of one that is gone.
    public Optional<String> nameBefore(String address) {
        synchronized (formerNames) {
            return Optional.ofNullable(formerNames.get(address));
        }
    }

    /// When the node of this name fell silent, if it has; a node that comes back under the same name is another one.
    public OptionalLong silentSince(String name) {
        synchronized (silentSince) {
            Long since = silentSince.get(name);
            return since == null ? OptionalLong.empty() : OptionalLong.of(since);
        }
    }
}
