// SPDX-License-Identifier: Apache-2.0
package io.rivulet.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// Asks a node that is about to leave again and again whether it is ready.
/// **Thread** one of its own; whoever made it.
final class DrainWatch implements AutoCloseable {
    private static final long PAUSE_NANOS = 10_000_000;

    private record Look(int status, String code) {}

    private final NodeClient node;
    private final List<Look> looks = new ArrayList<>();
    private final Thread thread;
    private volatile boolean stopped;

    private DrainWatch(NodeClient node) {
        this.node = node;
        this.thread = Thread.ofPlatform().start(this::look);
    }

    static DrainWatch start(NodeClient node) {
        return new DrainWatch(node);
    }

    private void look() {
        try {
            while (!stopped) {
                NodeClient.Reply ready = node.get("/ready");
                looks.add(new Look(ready.status(), ready.body().path("code").asText()));
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        } catch (IOException gone) {
            // It does not serve any more.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// It was not ready any more, and stayed so, while it still answered.
    void verify() throws InterruptedException {
        close();
        int first = 0;
        while (first < looks.size() && looks.get(first).status() == 200) {
            first++;
        }
        List<Look> draining = looks.subList(first, looks.size());
        assertThat(draining).as("looks while it drains").isNotEmpty();
        assertThat(draining).allSatisfy(look -> {
            assertThat(look.status()).isEqualTo(503);
            assertThat(look.code()).isEqualTo("draining");
        });
    }

    @Override
    public void close() throws InterruptedException {
        stopped = true;
        thread.join();
    }
}
